"""Sums that are kept beside the journal: flows by month, and marks of a fund's counts."""

from liushui.ledger.queries.checks.rule import Rule

_KEPT = """select target_id, source_id, kind, booked, amount::numeric, count, first_id, last_id,
    first_lo, last_hi from ledger_flow"""
_SUMMED = """select target_id, source_id, kind, booked, sum(amount), count(*), min(id), max(id),
    min(lo), max(hi) from ledger_movement group by 1, 2, 3, 4"""

RULES = (
    Rule(
        "flows",
        "what moved between two funds in a month is the sum of its movements",
        f"""select 'fund ' || target_id || ' from ' || coalesce(source_id::text, 'outside') || ' '
             || kind || ' ' || to_char(booked, 'YYYY-MM') from (
             ({_KEPT} except {_SUMMED}) union ({_SUMMED} except {_KEPT})) differs
           group by target_id, source_id, kind, booked""",
    ),
    Rule(
        "marks",
        "the marks of a fund lead, never falling, to what it holds now",
        """select 'fund ' || f.id from ledger_fund f left join lateral (
             select tip, taken, reserved from ledger_mark k where k.fund_id = f.id
             order by at desc limit 1) k on true
           where (f.tip, f.taken, f.reserved) is distinct from
             (coalesce(k.tip, 0), coalesce(k.taken, 0), coalesce(k.reserved, 0))
           union all
           select 'fund ' || fund_id || ' at ' || at from (
             select *, lag(tip, 1, 0::bigint) over line as tip_before,
               lag(taken, 1, 0::bigint) over line as taken_before
             from ledger_mark window line as (partition by fund_id order by at)) k
           where tip < tip_before or taken < taken_before""",
    ),
)
