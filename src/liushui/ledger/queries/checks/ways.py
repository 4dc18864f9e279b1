"""Ways: by which way units of each kind go, since that is a rule of the database.

What was booked before it stays as it was: ``ledger_rulebegin`` names the last of those movements.
"""

from liushui.ledger.queries.checks.rule import Rule

RULES = (
    Rule(
        "L1",
        "units go by a way that is open to their kind",
        """select 'movement ' || m.id from ledger_movement m
           join ledger_fund t on t.id = m.target_id left join ledger_fund s on s.id = m.source_id
           cross join lateral (select ledger_nature(m.resource_id) as nature,
             case when m.source_id is null then 'outside' else ledger_role(s.kind, s.sink_use,
               s.purpose_kind, ledger_nature(m.resource_id)) end as source,
             ledger_role(t.kind, t.sink_use, t.purpose_kind, ledger_nature(m.resource_id))
               as target) r
           where m.id > coalesce((select after_id from ledger_rulebegin where rule = 'ways'), 0)
             and (ledger_said_amiss(m.kind, s, t, m.reverses_id) is not null or not exists (
               select from ledger_way w where w.kind = m.kind and r.nature = any(w.natures)
                 and r.source = any(w.sources) and r.target = any(w.targets) and w.holder in
                   ('any', case when s.holder_id = t.holder_id then 'same' else 'other' end)))""",
    ),
    Rule(
        "L12",
        "a fund below another is its holder's, and a frozen one lies below what it froze",
        """select 'fund ' || f.id from ledger_fund f left join ledger_fund p on p.id = f.parent_id
           where f.kind = 'frozen' and f.parent_id is null
             or f.parent_id is not null and ((p.holder_id, p.resource_id, p.kind)
               is distinct from (f.holder_id, f.resource_id, 'ordinary')
               or f.kind not in ('ordinary', 'frozen') or f.kind = 'frozen'
                 and (p.purpose_kind, p.purpose_id) <> (f.purpose_kind, f.purpose_id))""",
    ),
)
