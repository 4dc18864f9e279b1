"""Movements: whence and whither, how many, one behind the other on each line."""

from liushui.ledger.queries.checks.rule import Rule

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
