"""Whether every total is the sum of its gifts: what the database is asked, and what it found."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from liushui.teams.models import TeamGift

# Each names the teams that break it, at most fifty.
_RULES = {
    "a standing with what is fresh equals the gifts less the returns": """
with rows as (
  select g.team_id, g.amount_minor as minor, 1 as gifts from teams_teamgift g
  union all
  select g.team_id, -r.amount_minor, 0 from teams_teamreturn r
    join teams_teamgift g on g.id = r.gift_id
  union all
  select f.team_id, -f.amount_minor, -f.gifts from teams_fresh f),
told as (
  select team_id, minor, gifts from rows
  union all
  select t.above_id, r.minor, r.gifts from rows r join teams_team t on t.id = r.team_id
  where t.above_id is not null),
sums as (select team_id, sum(minor) as minor, sum(gifts) as gifts from told group by team_id)
select t.code from teams_team t join teams_standing s on s.team_id = t.id
left join sums on sums.team_id = t.id
where (s.total_minor, s.gift_count) is distinct from
  (coalesce(sums.minor, 0), coalesce(sums.gifts, 0)) order by t.id limit 50""",
    "a standing is its team's": """
select t.code from teams_team t left join teams_standing s on s.team_id = t.id
where s.team_id is null or s.project_id <> t.project_id
  or (s.above_id, s.firm_id) is distinct from (t.above_id, t.firm_id) order by t.id limit 50""",
    "a part gives to the project of its whole, and has no parts": """
select t.code from teams_team t join teams_team a on a.id = t.above_id
where a.project_id <> t.project_id or a.above_id is not null order by t.id limit 50""",
    "no gift came back more than whole": """
select t.code from teams_teamgift g join teams_team t on t.id = g.team_id
join (select gift_id, sum(amount_minor) as minor from teams_teamreturn group by gift_id) r
  on r.gift_id = g.id where r.minor not between 0 and g.amount_minor order by g.id limit 50""",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule, and a team that breaks it."""

    rule: str
    code: str


def faults() -> Iterator[Fault]:
    """What does not hold; nothing where all is well."""
    for rule, question in _RULES.items():
        with connection.cursor() as cursor:
            cursor.execute(question)
            for (code,) in cursor.fetchall():
                yield Fault(rule, code)
    yield from _gifts_that_differ()


def _gifts_that_differ() -> Iterator[Fault]:
    """Gifts that are not what their orders say."""
    named = Concat(Value("team:"), F("team__code"))
    differ = TeamGift.objects.annotate(named=named).exclude(
        order__amount_minor=F("amount_minor"), order__origin=F("named"), order__state="paid"
    )
    for code in differ.order_by("pk").values_list("team__code", flat=True)[:50]:
        yield Fault("a gift is a paid order by way of its team", code)
