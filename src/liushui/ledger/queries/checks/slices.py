"""Slices: the units that a movement took, each once, whole and in order."""

from liushui.ledger.queries.checks.rule import Rule

# Per movement that has slices: whether they are whole (L4). One pass, read by one rule.
_WHOLE = """select movement_id, sum(hi - lo) as units, min(fund_id) as fund_id,
    max(fund_id) as last_fund_id, bool_and(ordered) as ordered
  from (select *, place = row_number() over line - 1 and lo > coalesce(lag(hi) over line, -1)
          and at = coalesce(sum(hi - lo) over (line rows between unbounded preceding
                                               and 1 preceding), 0) as ordered
        from ledger_slice window line as (partition by movement_id order by place)) s
  group by movement_id"""

RULES = (
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
)
