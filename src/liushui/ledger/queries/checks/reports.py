"""Reports of closed months: that they are there, and that they say what the movements say."""

from liushui.ledger.queries.checks.rule import Rule

# What reports say of funds, and what the movements of those months say. A report whose bytes are
# not those of its digest is named by the first rule and not read.
_SAID = """said as materialized (
  select r.id as report_id, (a ->> 'id')::bigint as fund_id, (a ->> 'opening')::bigint as opening,
    a -> 'in' as came, a -> 'out' as gone
  from ledger_report r cross join lateral jsonb_array_elements(
    case when r.digest = sha256(r.content)
      then convert_from(r.content, 'UTF8')::jsonb -> 'accounts' end) as a
  where a ->> 'account' = 'fund')"""
_FLOWS = """flows as materialized (
  select fund_id, booked, kind, sum(came) as came, sum(gone) as gone from (
    select target_id as fund_id, booked, kind, amount as came, 0 as gone from ledger_movement
    union all
    select source_id, booked, kind, 0, amount from ledger_movement where source_id is not null) m
  where exists (select from ledger_report)
  group by 1, 2, 3)"""

RULES = (
    Rule(
        "L33",
        "a closed month has its report",
        """select 'seal ' || l.id from ledger_seal l where not exists (
             select from ledger_report r where r.holder_id = l.holder_id and r.month = l.month)""",
    ),
    Rule(
        "L33",
        "a report has the bytes of its digest and the seal that closed its month",
        """select 'report ' || r.id from ledger_report r
           where r.digest <> sha256(r.content) or r.seal_id is distinct from (
             select l.id from ledger_seal l where l.holder_id = r.holder_id and l.month >= r.month
             order by l.month limit 1)""",
    ),
    Rule(
        "L33",
        "a report says what came and left by the movements of its month",
        f"""with {_SAID}, {_FLOWS},
            told as (
              select report_id, fund_id, key as kind,
                sum(units) filter (where side = 'came') as came,
                sum(units) filter (where side = 'gone') as gone
              from (
                select report_id, fund_id, 'came' as side, key, value::bigint as units
                from said cross join lateral jsonb_each_text(came)
                union all
                select report_id, fund_id, 'gone', key, value::bigint
                from said cross join lateral jsonb_each_text(gone)) sides
              group by 1, 2, 3),
            moved as (
              select r.id as report_id, f.id as fund_id, w.kind, w.came, w.gone
              from ledger_report r join ledger_fund f on f.holder_id = r.holder_id
              join flows w on w.fund_id = f.id and w.booked = r.month)
            select distinct 'report ' || coalesce(t.report_id, m.report_id)
            from told t full join moved m using (report_id, fund_id, kind)
            where (coalesce(t.came, 0), coalesce(t.gone, 0))
              is distinct from (coalesce(m.came, 0), coalesce(m.gone, 0))""",
    ),
    Rule(
        "L33",
        "a report opens with what the months before it left",
        f"""with {_SAID}, {_FLOWS},
            opened as (
              select r.id as report_id, f.id as fund_id, sum(w.came - w.gone) as opening
              from ledger_report r join ledger_fund f on f.holder_id = r.holder_id
              join flows w on w.fund_id = f.id and w.booked < r.month
              group by 1, 2)
            select distinct 'report ' || coalesce(s.report_id, o.report_id)
            from said s full join opened o using (report_id, fund_id)
            where coalesce(s.opening, 0) <> coalesce(o.opening, 0)""",
    ),
)
