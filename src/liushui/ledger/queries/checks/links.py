"""What a movement says of others: what it reverses, covers or amends."""

from liushui.ledger.queries.checks.rule import Rule

RULES = (
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
)
