"""Funds of wishes: what leaves them was chosen for what meets them all, or was decided."""

from liushui.ledger.queries.checks.rule import Rule

RULES = (
    Rule(
        "L28",
        "a fund of wishes lies below its base, and says which wishes",
        """select 'fund ' || f.id from ledger_fund f
           left join ledger_designation d on d.fund_id = f.id
           left join ledger_fund b on b.id = d.base_id
           where (f.purpose_kind = 'designation' and f.kind = 'ordinary' and d.id is null)
             or (d.id is not null and (f.kind <> 'ordinary' or f.parent_id is null
               or (f.holder_id, f.resource_id) is distinct from (b.holder_id, b.resource_id)
               or not ledger_is_wish_set(d.wishes) or f.purpose_kind <>
                 case when ledger_patient_of(d.wishes) is null then 'designation' else 'case' end
               or f.purpose_id <> coalesce(ledger_patient_of(d.wishes), d.id)))""",
    ),
    Rule(
        "L28",
        "what leaves a fund of wishes was chosen, meets them all, or was decided by two people",
        """select 'movement ' || m.id from ledger_designation d
           join ledger_movement m on m.source_id = d.fund_id
           where not coalesce(ledger_keeps_wishes(m), false)""",
    ),
    Rule(
        "L28",
        "a choice is the sum of its parts, each of a fund whose wishes the use meets",
        """select 'choice ' || c.id from ledger_choice c
           left join ledger_choicepart p on p.choice_id = c.id
           left join ledger_designation d on d.fund_id = p.fund_id
           group by c.id having c.amount is distinct from sum(p.amount) or not bool_and(
             coalesce(d.base_id, p.fund_id) = c.base_id
             and ledger_meets(c.traits, coalesce(d.wishes, '{}')))""",
    ),
    Rule(
        "L29",
        "a decision about what is left is of two people and moved just that",
        """select 'surplus ' || s.id from ledger_surplus s
           left join ledger_movement m on m.key = s.key
           where s.proposed_by = s.decided_by or (m.kind, m.source_id, m.target_id, m.amount)
             is distinct from ('transfer', s.fund_id, s.target_id, s.amount)""",
    ),
)
