"""Lots: goods move by their lot, nothing expired is handed out, and pieces are made of pieces."""

from liushui.ledger.queries.checks.rule import Rule

_SINCE = "m.id > coalesce((select after_id from ledger_rulebegin where rule = 'lots'), 0)"

RULES = (
    Rule(
        "L29",
        "what is left for one person or of a pool moved by a decision",
        f"""select 'movement ' || m.id from ledger_movement m
            join ledger_fund s on s.id = m.source_id join ledger_fund t on t.id = m.target_id
            where {_SINCE} and m.kind = 'transfer' and s.kind = 'ordinary'
              and s.purpose_kind in ('case', 'pool') and ledger_nature(m.resource_id) = 'money'
              and (s.purpose_kind, t.purpose_kind) is distinct from ('case', 'case')
              and not exists (select from ledger_surplus d where d.key = m.key)""",
    ),
    Rule(
        "L29",
        "what came back of a wish, or of one person's money, came back to its own fund",
        f"""select 'movement ' || m.id from ledger_movement m
            join ledger_slice s on s.movement_id = m.id
            join ledger_movement x on x.target_id = s.fund_id and x.lo < s.hi and x.hi > s.lo
            join ledger_fund f on f.id = x.source_id
            where {_SINCE} and m.kind = 'return' and m.reverses_id is null
              and x.source_id <> m.target_id and (f.purpose_kind in ('case', 'pool')
                or exists (select from ledger_designation d where d.fund_id = f.id))""",
    ),
    Rule(
        "L30",
        "goods that come say their lot, and goods that move say of which they are",
        f"""select 'movement ' || m.id from ledger_movement m
            left join ledger_lot own on own.movement_id = m.id
            left join ledger_lot l on l.movement_id = m.lot_id
            where {_SINCE} and ((own.movement_id is not null)
                <> (ledger_nature(m.resource_id) = 'goods' and m.kind in ('receipt', 'opening'))
              or (l.movement_id is not null) <> (ledger_nature(m.resource_id) = 'goods'
                and (m.source_id is not null or m.kind = 'rebasing')))""",
    ),
    Rule(
        "L30",
        "the units that a movement takes are of its lot",
        f"""select 'movement ' || m.id from ledger_movement m
            join ledger_slice s on s.movement_id = m.id
            join ledger_movement x on x.target_id = s.fund_id and x.lo < s.hi and x.hi > s.lo
            where {_SINCE} and m.lot_id is not null and coalesce(x.lot_id, x.id) <> m.lot_id""",
    ),
    Rule(
        "L30",
        "what is expired was neither used nor given on",
        f"""select 'movement ' || m.id from ledger_movement m
            join ledger_lot l on l.movement_id = m.lot_id
            where {_SINCE} and m.kind in ('use', 'grant')
              and l.expires_on < ledger_day(m.happened_at)""",
    ),
    Rule(
        "L32",
        "a conversion is there in new pieces, a whole number of each, in the same hands",
        f"""select 'movement ' || m.id from ledger_movement m
            join ledger_fund s on s.id = m.source_id
            left join ledger_movement r on r.made_from_id = m.id
            left join ledger_fund t on t.id = r.target_id
            where {_SINCE} and m.kind = 'conversion' and (r.id is null
              or r.kind <> 'rebasing' or r.amount % m.amount <> 0
              or r.lot_id is distinct from m.lot_id or r.resource_id = m.resource_id
              or (s.holder_id, s.purpose_kind, s.purpose_id)
                <> (t.holder_id, t.purpose_kind, t.purpose_id))
            union all
            select 'movement ' || m.id from ledger_movement m
            left join ledger_movement c on c.id = m.made_from_id and c.kind = 'conversion'
            where {_SINCE} and m.kind = 'rebasing' and c.id is null""",
    ),
)
