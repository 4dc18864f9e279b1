"""Money that comes back: freezes, covers, and recalls that others pay."""

from liushui.ledger.queries.checks.rule import Rule

# What of a cover its reversals have not ended, by its own words.
_STILL = """int8multirange(int8range(c.covers_lo, c.covers_hi)) - coalesce((
    select range_agg(int8range(c.covers_lo + s.lo - c.lo, c.covers_lo + s.hi - c.lo))
    from ledger_movement r join ledger_slice s on s.movement_id = r.id
    where r.reverses_id = c.id), '{}')"""

RULES = (
    Rule(
        "L12",
        "a thaw reverses a freeze, and nothing else does",
        """select 'movement ' || m.id from ledger_movement m
           left join ledger_movement f on f.id = m.reverses_id
           where (m.kind = 'thaw' or m.reverses_id is not null)
             and (m.kind = 'thaw') <> coalesce(f.kind = 'freeze', false)""",
    ),
    Rule(
        "L15",
        "a hop holds frozen units of the recalled gift, reserved, until it is paid or withdrawn",
        """select 'hop ' || h.id from ledger_recallhold h
           left join ledger_movement f on f.id = h.freeze_id
           left join ledger_recallholdend e on e.hold_id = h.id
           left join ledger_movement p on p.id = e.movement_id
           where not ledger_recall_is_sound(h)
             or (e.hold_id is null) = exists (select from ledger_reservationend r
                                              where r.reservation_id = h.reservation_id)
             or coalesce((select sum(amount) from ledger_movement t where t.reverses_id = f.id), 0)
               <> case when e.hold_id is null then 0 else f.amount end
             or (e.how = 'paid'
               and (p.reverses_id, p.amount) is distinct from (h.reverses_id, f.amount))""",
    ),
    Rule(
        "L17",
        "what was given back comes back by a reversal alone",
        """select 'movement ' || m.id from ledger_movement m
           join ledger_fund s on s.id = m.source_id
           where m.kind <> 'reversal'
             and s.sink_use in ('refunded', 'charged_back', 'advance_repaid')""",
    ),
    Rule(
        "L17",
        "a cover stands for units of a gift to its own holder, a repayment for units of an advance",
        """select 'movement ' || c.id from ledger_movement c
           left join ledger_movement g on g.id = c.covers_gift_id
           left join ledger_fund h on h.id = g.target_id
           join ledger_fund s on s.id = c.source_id
           where (c.kind in ('cover', 'advance_repayment')) <> (c.covers_gift_id is not null)
             or (c.covers_gift_id is not null and (g.id is null or g.source_id is not null
               or g.resource_id <> c.resource_id or c.covers_hi > g.amount
               or h.holder_id <> s.holder_id or c.covers_hi - c.covers_lo <> c.amount
               or (c.kind = 'advance_repayment') <> (g.kind = 'advance')))""",
    ),
    Rule(
        "L17",
        "coverage is what covers say, as far as they were not reversed",
        f"""select 'movement ' || c.id from ledger_movement c
            where c.covers_gift_id is not null and c.covers_lo < c.covers_hi
              and {_STILL} is distinct from coalesce((
                select range_agg(int8range(v.lo, v.hi)) from ledger_coverage v
                where v.cover_id = c.id and v.covered_id = c.covers_gift_id), '{{}}')
            union all select 'movement ' || v.cover_id from ledger_coverage v
            where not exists (select from ledger_movement c
                              where c.id = v.cover_id and c.covers_gift_id = v.covered_id)""",
    ),
    Rule(
        "L17",
        "a unit is given back once",
        f"""select 'movement ' || c.covers_gift_id from ledger_movement c
            cross join lateral unnest({_STILL}) u (units)
            where c.covers_gift_id is not null and c.covers_lo < c.covers_hi
              and (ledger_given_back(c.covers_gift_id, lower(u.units), upper(u.units))
                and c.kind = 'cover'
                or exists (select from ledger_coverage v where v.covered_id = c.covers_gift_id
                  and v.cover_id <> c.id and v.lo < upper(u.units) and v.hi > lower(u.units)))""",
    ),
)
