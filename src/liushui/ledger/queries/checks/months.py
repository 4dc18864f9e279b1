"""Booked months and seals."""

from liushui.ledger.queries.checks.rule import Rule

RULES = (
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
)
