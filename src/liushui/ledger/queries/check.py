"""Every invariant of the ledger, recomputed from the rows themselves.

Nothing here trusts a count, a constraint or a trigger: each rule is one query over the movements
and slices that names the rows at fault. An empty answer is the proof that the books are whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

FAULTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, what it demands, and the query for the rows that break it: one text column each."""

    name: str
    demands: str
    faults: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A row at fault."""

    rule: str
    demands: str
    row: str


# Per movement that has slices: whether they are whole (L4). One pass, read by one rule.
_WHOLE = """select movement_id, sum(hi - lo) as units, min(fund_id) as fund_id,
    max(fund_id) as last_fund_id, bool_and(ordered) as ordered
  from (select *, place = row_number() over line - 1 and lo > coalesce(lag(hi) over line, -1)
          and at = coalesce(sum(hi - lo) over (line rows between unbounded preceding
                                               and 1 preceding), 0) as ordered
        from ledger_slice window line as (partition by movement_id order by place)) s
  group by movement_id"""

# What is free by definition: issued, and between two slices, before the first or after the last.
_FREE = """select fund_id, lo, hi from (
    select fund_id, hi as lo, lead(lo, 1, tip) over (partition by fund_id order by lo, hi) as hi
    from (select fund_id, lo, hi, (select coalesce(max(hi), 0) from ledger_movement m
                                   where m.target_id = s.fund_id) as tip
          from (select fund_id, lo, hi from ledger_slice
                union all select id, 0, 0 from ledger_fund) s) bounded) gaps
  where lo < hi"""

# The content of a movement as it was digested when it was booked: sorted, compact JSON (L34). A
# gift's own form is shorter; pins are either none or exactly its slices.
_HAPPENED = """to_json(to_char(m.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
  || case when extract(microseconds from m.happened_at)::bigint % 1000000 <> 0
     then to_char(m.happened_at at time zone 'UTC', '.US') else '' end || '+00:00')"""
_DIGEST_OF_GIFT = f"""sha256(convert_to(concat('{{"amount":', m.amount, ',"giver":' || m.giver,
  ',"happened":', {_HAPPENED},
  ',"kind":"', m.kind, '","ref":', to_json(m.ref), ',"target":', m.target_id, '}}'), 'UTF8'))"""
_DIGEST = f"""sha256(convert_to(concat('{{"amount":', m.amount,
  ',"covers":"' || m.covers_gift_id || ':' || m.covers_lo || '-' || m.covers_hi || '"',
  ',"for_gift":' || m.for_gift_id, ',"happened":', {_HAPPENED}, ',"kind":"', m.kind, '"',
  ',"lot":' || m.lot_id, ',"made_from":' || m.made_from_id, ',"pins":"', pins,
  '","ref":', to_json(m.ref), ',"resource":', to_json(m.resource_id),
  ',"reverses":', coalesce(m.reverses_id::text, 'null'),
  ',"source":', coalesce(m.source_id::text, 'null'), ',"target":', m.target_id, '}}'), 'UTF8'))"""

RULES = (
    Rule(
        "L1",
        "what has no source came from outside, and all else has one",
        """select 'movement ' || id from ledger_movement where (source_id is null) <> (kind in
           ('gift', 'receipt', 'hours', 'earned', 'opening', 'advance', 'rebasing'))""",
    ),
    Rule(
        "L1",
        "what leaves lies in the sink of its use, and only returns come out of a sink",
        """select 'movement ' || m.id from ledger_movement m
           join ledger_fund t on t.id = m.target_id left join ledger_fund s on s.id = m.source_id
           where ledger_sink_of(m.kind) <> coalesce(t.sink_use, '')
             or (m.source_id is null and t.kind = 'sink')
             or (s.kind = 'sink' and m.kind not in ('return', 'reversal', 'correction'))
             or (t.kind = 'sink' and ledger_sink_of(m.kind) is null
               and m.kind not in ('cover', 'reversal', 'correction'))""",
    ),
    Rule(
        "L2",
        "a movement is hi - lo = amount > 0 units of one resource between two funds",
        """select 'movement ' || m.id from ledger_movement m
           left join ledger_fund t on t.id = m.target_id
           left join ledger_fund s on s.id = m.source_id
           where m.lo < 0 or m.amount <= 0 or m.hi - m.lo <> m.amount or t.id is null
             or m.source_id = m.target_id or t.resource_id <> m.resource_id
             or (m.source_id is not null and s.resource_id is distinct from m.resource_id)""",
    ),
    Rule(
        "L2",
        "no unit leaves twice",
        """select 'slice ' || movement_id || '/' || place from (
             select *, lag(hi) over (partition by fund_id order by lo) as before
             from ledger_slice) s where lo < before or lo < 0 or lo >= hi""",
    ),
    Rule(
        "L3",
        "a slice lies on units that were issued",
        """select 'slice ' || s.movement_id || '/' || s.place from ledger_slice s
           where s.hi > (select coalesce(max(m.hi), 0) from ledger_movement m
                         where m.target_id = s.fund_id)""",
    ),
    Rule(
        "L4",
        "the slices of a movement lie in its source, ascending and merged, and sum to its amount",
        f"""select 'movement ' || m.id from ledger_movement m left join ({_WHOLE}) w
              on w.movement_id = m.id
            where (m.source_id is null and w.movement_id is not null)
              or (m.source_id is not null and (w.movement_id is null or not w.ordered
                or w.units <> m.amount or w.fund_id <> m.source_id
                or w.last_fund_id <> m.source_id))""",
    ),
    Rule(
        "L4",
        "a slice belongs to a movement",
        """select 'slice ' || s.movement_id || '/' || s.place from ledger_slice s
           where not exists (select from ledger_movement m where m.id = s.movement_id)""",
    ),
    Rule(
        "L5",
        "a group was recorded in one transaction",
        """select 'group ' || group_id from ledger_movement where group_id is not null
           group by group_id having count(distinct recorded_at) > 1""",
    ),
    Rule(
        "L6",
        "each stretch begins where the one before it ends",
        """select 'movement ' || id from (
             select id, lo, coalesce(lag(hi) over (partition by target_id order by lo), 0) as before
             from ledger_movement) m where lo <> before""",
    ),
    Rule(
        "L8",
        "a fund's counts are what its rows say, and it is not overdrawn",
        """select 'fund ' || f.id from ledger_fund f
           left join (select target_id, max(hi) as tip from ledger_movement group by 1) i
             on i.target_id = f.id
           left join (select fund_id, sum(hi - lo) as taken from ledger_slice group by 1) o
             on o.fund_id = f.id
           left join (select r.fund_id, sum(r.amount) as reserved from ledger_reservation r
             where not exists (select from ledger_reservationend e where e.reservation_id = r.id)
             group by 1) h on h.fund_id = f.id
           where f.tip <> coalesce(i.tip, 0) or f.taken <> coalesce(o.taken, 0)
             or f.reserved <> coalesce(h.reserved, 0) or f.taken + f.reserved > f.tip""",
    ),
    Rule(
        "L9",
        "free runs are what is issued and not taken",
        f"""select 'fund ' || fund_id || ' [' || lo || ', ' || hi || ')' from (
              (select fund_id, lo, hi from ledger_freerun except {_FREE})
              union all ({_FREE} except select fund_id, lo, hi from ledger_freerun)) differs""",
    ),
    Rule(
        "L11",
        "a reservation posts its own movement, at most its amount, and never expires at the bank",
        """select 'reservation ' || e.reservation_id from ledger_reservationend e
           left join ledger_reservation r on r.id = e.reservation_id
           left join ledger_movement m on m.id = e.movement_id
           left join ledger_reservationorder o on o.reservation_id = r.id
           where r.id is null or e.amount > r.amount
             or (e.how = 'expired' and o.reservation_id is not null)
             or (e.how = 'posted' and (m.source_id, m.amount)
                 is distinct from (r.fund_id, e.amount))
           union all select 'reservation ' || o.reservation_id from ledger_reservationorder o
           where not exists (select from ledger_reservation r where r.id = o.reservation_id)""",
    ),
    Rule(
        "L14",
        "a reversal goes back the way it came, with units that came no other way",
        """select 'movement ' || r.id from ledger_movement r
           left join ledger_movement m on m.id = r.reverses_id
           where r.reverses_id is not null and (m.id is null or m.reverses_id is not null
             or (m.source_id, m.target_id) is distinct from (r.target_id, r.source_id)
             or not ledger_takes_what_it_reverses(r.id))""",
    ),
    Rule(
        "L17",
        "what a movement covers, amends or is made of is a movement",
        """select 'movement ' || m.id from ledger_movement m
           cross join lateral unnest(array[m.covers_gift_id, m.for_gift_id, m.made_from_id]) named
           where num_nonnulls(m.covers_gift_id, m.for_gift_id, m.made_from_id) > 0
             and named is not null and not exists (
               select from ledger_movement n where n.id = named and n.id < m.id)""",
    ),
    Rule(
        "L33",
        "the booked month is when it happened or, if a holder had sealed it, the first one open",
        """select 'movement ' || m.id from ledger_movement m
           join ledger_fund t on t.id = m.target_id left join ledger_fund s on s.id = m.source_id
           where m.booked < ledger_month(m.happened_at)
             or exists (select from ledger_seal l where l.holder_id in (t.holder_id, s.holder_id)
                        and m.recorded_at > l.recorded_at and m.booked <= l.month)
             or (m.booked > ledger_month(m.happened_at) and not exists (
               select from ledger_seal l where l.holder_id in (t.holder_id, s.holder_id)
                 and l.month = (m.booked - interval '1 month')::date))""",
    ),
    Rule(
        "L33",
        "a seal closes a month of a holder",
        """select 'seal ' || l.id from ledger_seal l
           where not exists (select from ledger_holder h where h.id = l.holder_id)""",
    ),
    Rule(
        "L34",
        "a movement is what was booked under its key",
        f"""select 'movement ' || m.id from ledger_movement m left join lateral (
              select '' as pins union all
              select string_agg(lo || '-' || hi, ',' order by place) from ledger_slice
              where movement_id = m.id and m.source_id is not null) p on true
            group by m.id having not bool_or(m.digest = {_DIGEST}
              or (m.kind = 'gift' and m.digest = {_DIGEST_OF_GIFT}))""",
    ),
    Rule(
        "L34",
        "nothing waits in the inbox that was booked before under other content",
        """select 'inbox ' || i.id from ledger_inbox i join ledger_movement m on m.key = i.key
           where m.digest <> i.digest and not exists (
             select from ledger_refused r where r.key = i.key and r.digest = i.digest)""",
    ),
    Rule(
        "L35",
        "no position passes 2^53 - 1",
        "select 'movement ' || id from ledger_movement where hi > 9007199254740991",
    ),
    Rule(
        "conservation",
        "what came from outside is what rests in all funds",
        """select 'resource ' || coalesce(i.resource_id, r.resource_id) from
             (select resource_id, sum(amount) as units from ledger_movement
              where source_id is null group by 1) i
           full join (select f.resource_id, sum(x.hi - x.lo) as units
              from ledger_freerun x join ledger_fund f on f.id = x.fund_id group by 1) r
             on r.resource_id = i.resource_id
           where i.units is distinct from r.units""",
    ),
)


def faults(rule: Rule, limit: int = FAULTS_SHOWN) -> Iterator[Fault]:
    """The rows that break a rule, the first ``limit`` of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({rule.faults}) at_fault (row) order by 1 limit {limit:d}")
        rows = cursor.fetchall()
    for (row,) in rows:
        yield Fault(rule.name, rule.demands, row)
