"""Funds: their counts, their free runs, and what is held back in them."""

from liushui.ledger.queries.checks.rule import Rule

# What is free by definition: issued, and between two slices, before the first or after the last.
_FREE = """select fund_id, lo, hi from (
    select fund_id, hi as lo, lead(lo, 1, tip) over (partition by fund_id order by lo, hi) as hi
    from (select fund_id, lo, hi, (select coalesce(max(hi), 0) from ledger_movement m
                                   where m.target_id = s.fund_id) as tip
          from (select fund_id, lo, hi from ledger_slice
                union all select id, 0, 0 from ledger_fund) s) bounded) gaps
  where lo < hi"""

RULES = (
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
)
