"""Teams at size: 192,600 of them came to 54,329,300 yuan; the ranking and a team's page under it.

The number of teams and their sum are those that a platform published for its emergency appeals of
2020; how many gifts that was it did not say: at its mean gift of 74.60 yuan, 728,275.
"""

import random
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection
from django.utils.timezone import now

from liushui.config.bench.asking import against, bare_query, load, times
from liushui.config.bench.figures import Figure
from liushui.config.bench.pages import open_page
from liushui.kernel.ids import REFERENCE_ALPHABET, credit_code_check
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.parties.actors import Actor
from liushui.parties.services import add_certificate, register_organisation
from liushui.projects.services import (
    BudgetItem,
    PlanItems,
    ProjectPlan,
    ProjectText,
    adopt_filed_plan,
    create_project,
    open_project,
)
from liushui.teams.queries.checking import faults
from liushui.teams.services import fold_all

HELP = "loading teams and their gifts, folding, checking; ranking and team page"
LIMIT_MS = 50.0
SAMPLE = 300
_EVERY_PART = 20
_SETUP = Actor.system("bench")


@dataclass(frozen=True, slots=True)
class Size:
    teams: int
    minor: int
    gifts: int


SIZES = {False: Size(2_000, 564_100_00, 7_561), True: Size(192_600, 54_329_300_00, 728_275)}

_TEAMS = """
insert into teams_team (code, project_id, title, kind, above_id, goal_minor, ends_on, state,
  shows_captain, opened_at)
select bench_code(n), %(project)s, '一起捐 ' || n, 'friends', null, 100000, '2100-01-01', 'open',
  false, timestamptz '2020-01-24 08:00+08' + n * interval '1 second'
from generate_series(1, %(teams)s) n"""
_PARTS = """
update teams_team set above_id = id - 1 where id %% %(every)s = 0 and id > (
  select min(id) from teams_team)"""
_STANDINGS = """
insert into teams_standing (team_id, project_id, above_id, firm_id, total_minor, gift_count,
  reached_at) select id, project_id, above_id, firm_id, 0, 0, opened_at from teams_team"""
# Many gifts come to few teams, as they do; the sums of all of them are exact.
_ORDERS = """
with drawn as (
  select n, 1 + n::bigint * 7919 %% 20 as weight,
    (select min(id) from teams_team) +
      floor(%(teams)s * power(((n::bigint * 2654435761) %% 1000003) / 1000003.0, 3))::bigint as team
  from generate_series(1, %(gifts)s) n),
laid as (
  select n, team, sum(weight) over (order by n) as upto, sum(weight) over () as whole, weight
  from drawn)
insert into giving_giftorder (reference, project_id, by_guest, amount_minor, channel, display,
  donor_display, wishes, hides_amount, origin, tag, state, pay_url, created_at)
select 'LS-20200124-' || lpad(n::text, 8, '0') || '-0', %(project)s, true,
  trunc(%(minor)s * upto / whole) - trunc(%(minor)s * (upto - weight) / whole),
  'wechat_h5', 'anonymous', '', '{}', n %% 50 = 0, 'team:' || t.code, '', 'paid', '',
  timestamptz '2020-01-24 08:00+08' + n * interval '2 second'
from laid join teams_team t on t.id = laid.team"""
_COUNTED = """
with came as (
  insert into teams_teamgift (order_id, team_id, amount_minor, booked_at)
  select o.id, t.id, o.amount_minor, o.created_at
  from giving_giftorder o join teams_team t on o.origin = 'team:' || t.code
  order by o.id returning team_id, amount_minor, booked_at)
insert into teams_fresh (team_id, amount_minor, gifts, at)
select team_id, amount_minor, 1, booked_at from came"""
_OFFERED = """
insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
select 'gift:' || o.reference, sha256(o.reference::bytea), p.fund_id, o.amount_minor, o.reference,
  o.created_at
from giving_giftorder o join projects_project p on p.id = o.project_id order by o.id"""
_CODES = f"""
create function pg_temp.bench_code(n bigint) returns text language sql immutable as $$
  select string_agg(
    substr('{REFERENCE_ALPHABET}', 1 + (n / power(29, place)::bigint %% 29)::int, 1),
    '' order by place desc) from generate_series(0, 7) place $$"""


def measure(
    *, full: bool, tell: Callable[[str], None], size: Size | None = None
) -> Iterator[Figure]:
    """Small: 2,000 teams. Full: 192,600 with 54,329,300.00 yuan."""
    size = size or SIZES[full]
    yield replace(load("begin"), bench="teams")
    number, fund_id = _project()
    yield from _loaded(size, number, fund_id, tell)
    tell("asking")
    draw = random.Random(7)  # noqa: S311 - the same sample each time
    query = yield from _times("bare query", bare_query, list(range(SAMPLE)), None)
    pages = [f"/teams/?project={number}&from={50 * draw.randrange(200)}" for _ in range(SAMPLE)]
    took = yield from _times("ranking", open_page, pages, LIMIT_MS)
    yield replace(against("ranking", took, "bare query", query), bench="teams")
    codes = _codes(draw, size.teams)
    took = yield from _times("team page", open_page, [f"/teams/{c}/" for c in codes], LIMIT_MS)
    yield replace(against("team page", took, "bare query", query), bench="teams")
    hottest = [f"/teams/{codes[0]}/"] * SAMPLE
    yield from _times("page of the largest team", open_page, hottest, LIMIT_MS)
    yield replace(load("end"), bench="teams")


def _loaded(size: Size, number: str, fund_id: int, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Teams and gifts by whole statements; then folded, sequenced and checked."""
    said = {
        "teams": size.teams,
        "gifts": size.gifts,
        "minor": size.minor,
        "every": _EVERY_PART,
    }
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("select id from projects_project where number = %s", [number])
        said["project"] = cursor.fetchone()[0]
        cursor.execute(_CODES.replace("%%", "%"))
        tell(f"{size.teams} teams, {size.gifts} gifts")
        for statement in (_TEAMS.replace("bench_code", "pg_temp.bench_code"), _PARTS, _STANDINGS,
                          _ORDERS, _COUNTED, _OFFERED):  # fmt: skip
            cursor.execute(statement, said)
        cursor.execute("analyze")
    yield Figure("teams", "teams and gifts loaded", time.perf_counter() - began, "s")
    began = time.perf_counter()
    folded = fold_all()
    yield Figure("teams", "folded", folded / (time.perf_counter() - began), "gifts/s")
    tell("sequencing")
    sequence_all()
    tell("checking")
    with connection.cursor() as cursor:
        cursor.execute("analyze")
        cursor.execute(
            "select count(*), sum(total_minor) filter (where above_id is null) from teams_standing"
        )
        teams, total = cursor.fetchone()
    began = time.perf_counter()
    wrong = list(faults())
    for one in wrong:
        tell(f"{one.code}: {one.rule}")
    yield Figure("teams", "check", time.perf_counter() - began, "s")
    yield Figure("teams", "teams", teams, "teams")
    yield Figure("teams", "came to", total / 100, "yuan")
    yield Figure("teams", "teams that are not the sum of their gifts", len(wrong), "teams", 0.0)
    off = abs(total - size.minor) + abs(given_to(fund_id).amount - size.minor)
    yield Figure("teams", "off from the sum and from the ledger", off, "fen", 0.0)


def _times(
    what: str, ask: Callable[..., object], asked: list[str] | list[int], limit: float | None
) -> Generator[Figure, None, float]:
    figures = times(what, ask, asked, limit)
    while True:
        try:
            one = next(figures)
        except StopIteration as done:
            took: float = done.value
            return took
        yield replace(one, bench="teams")


def _codes(draw: random.Random, teams: int) -> list[str]:
    """The team with most gifts, then any."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select t.code from teams_standing s join teams_team t on t.id = s.team_id
               order by s.gift_count desc, t.id limit 1"""
        )
        found = [cursor.fetchone()[0]]
        cursor.execute("select min(id) from teams_team")
        first = cursor.fetchone()[0]
        ids = [first + draw.randrange(teams) for _ in range(SAMPLE)]
        cursor.execute("select code from teams_team where id = any(%s) order by id", [ids])
        return found + [code for (code,) in cursor.fetchall()]


def _project() -> tuple[str, int]:
    """An open project of a charity with its papers; its number and its fund."""
    first_17 = "53110000000000077"
    at = now()
    body = register_organisation(
        _SETUP, credit_code=first_17 + credit_code_check(first_17), kind="foundation",
        name="基金会", contact_phone="0319-8160000", at=at,
    )  # fmt: skip
    for kind in ("registration", "public_fundraising"):
        add_certificate(_SETUP, body, kind=kind, number="1", valid_from=date(2019, 1, 1), at=at)
    plan = ProjectPlan(
        goal_minor=100_000_000_00,
        starts_on=date(2020, 1, 1),
        ends_on=date(2100, 1, 1),
        budget=(BudgetItem("口罩", 100_000_000_00),),
        plan_number=f"{body.credit_code}A20001",
    )
    text = ProjectText(title="抗击疫情", summary="送物资到一线", leftover="转用于同类项目")
    drafted = create_project(_SETUP, organisation_id=body.pk, text=text, plan=plan, at=at)
    filed = plan.starts_on - timedelta(days=20)
    adopt_filed_plan(_SETUP, drafted.number, items=PlanItems(), filed_on=filed, at=at)
    opened = open_project(_SETUP, drafted.number, at=at)
    return opened.number, opened.fund_id
