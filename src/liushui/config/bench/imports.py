"""Lists of gifts at size: read, asked about, booked, given their place, and the report written.

The list is a workbook as a platform exports it: name, phone, order number, sum and day. It goes the
way that a list takes which somebody brings on a page, and all of it counts against one minute. Then
it comes once more, and then as another channel would tell the same gifts.
"""

import io
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import xlsxwriter
from django.utils.timezone import now

from liushui.config.bench.asking import load
from liushui.config.bench.figures import Figure
from liushui.giving.services import import_gifts, plan_import
from liushui.giving.services.doubting import doubts_about
from liushui.giving.services.importing import Imported
from liushui.giving.services.planning import Plan
from liushui.giving.services.sources import source_named
from liushui.giving.services.verdicts import lines_of, verdicts_of
from liushui.giving.sheets.cells import Row, rows_in
from liushui.giving.sheets.choosing import the_list
from liushui.giving.sheets.reading import Sheet
from liushui.giving.sheets.report import write_report
from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
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

if TYPE_CHECKING:
    from liushui.giving.models import ImportSource

HELP = "a list of 200,000 gifts, read, asked about, booked, sequenced and reported in a minute"
SMALL, FULL = 4_000, 200_000
LIMIT_SECONDS = 60.0
Outcome = TypeVar("Outcome")
_SETUP = Actor.system("bench")
_FIRST = date(2026, 3, 1)
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def measure(
    *, full: bool, tell: Callable[[str], None], gifts: int | None = None
) -> Iterator[Figure]:
    """Small: 4,000 gifts, no limit on the time. Full: 200,000 in at most a minute."""
    count = gifts or (FULL if full else SMALL)
    yield replace(load("begin"), bench="imports")
    organisation_id, number, fund_id = _project()
    sources = [_source(organisation_id, name) for name in ("platform", "bank")]
    tell(f"writing a workbook of {count} gifts")
    content = _workbook(count)
    tell("reading, looking, booking")
    took: list[float] = []
    rows, sheet = yield from _timed("read", lambda: _read(content), took)
    plan = yield from _timed("planned", lambda: _planned(sheet, number, sources[0]), took)
    doubts = yield from _timed("asked elsewhere", lambda: doubts_about(plan, _FIRST), took)
    assert not doubts, "nothing else is there yet"
    done = yield from _timed("booked", lambda: import_gifts(_SETUP, plan, at=now()), took)
    yield from _timed("sequenced", sequence_all, took)
    yield from _timed("report written", lambda: _reported(rows, plan, done), took)
    limit = LIMIT_SECONDS if count >= FULL else None
    yield Figure("imports", "a list, from its bytes to its report", sum(took), "s", limit)
    yield Figure("imports", "gifts of a list booked", count / sum(took), "gifts/s")
    off = given_to(fund_id).amount - sheet.sum_minor
    yield Figure("imports", "fen by which the books differ", abs(off), "fen", 0)
    again = _planned(sheet, number, sources[0])
    yield Figure("imports", "gifts booked by the list again", len(again.fresh), "gifts", 0)
    tell("the same gifts from another channel")
    began = time.perf_counter()
    elsewhere = doubts_about(_planned(sheet, number, sources[1]), _FIRST)
    yield Figure("imports", "asked of a second channel", time.perf_counter() - began, "s")
    missed = count - len(elsewhere)
    yield Figure("imports", "gifts of it that nobody asks about", missed, "gifts", 0)
    yield replace(load("end"), bench="imports")


def _timed(
    name: str, do: Callable[[], Outcome], took: list[float]
) -> Generator[Figure, None, Outcome]:
    began = time.perf_counter()
    came = do()
    took.append(time.perf_counter() - began)
    yield Figure("imports", name, took[-1], "s")
    return came


def _read(content: bytes) -> tuple[Sequence[Row], Sheet]:
    return the_list(rows_in(content, "list.xlsx"))


def _planned(sheet: Sheet, number: str, source: "ImportSource") -> Plan:
    return plan_import(_SETUP, sheet, project=number, source=source)


def _reported(rows: Sequence[Row], plan: Plan, done: Imported) -> None:
    with tempfile.TemporaryDirectory(prefix="liushui-bench-") as folder:
        place = Path(folder) / "report.xlsx"
        write_report(place, rows, plan.sheet, verdicts_of(plan, done), lines_of(plan, done))


def _workbook(count: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        page = book.add_worksheet("捐赠明细")
        page.write_row(0, 0, ["订单号", "捐款人", "手机号", "支付金额（元）", "捐款日期"])
        for n in range(count):
            family, given = _FAMILY[n % 20], _GIVEN[n // 20 % 20] + _GIVEN[n // 400 % 20]
            row = [
                f"4200{n:024d}",
                family + given,
                f"13{n:09d}",
                (n * 7919 % 50_000 + 1) / 100,
                (_FIRST + timedelta(n % 28)).isoformat(),
            ]
            page.write_row(n + 1, 0, row)
    return content.getvalue()


def _source(organisation_id: int, name: str) -> "ImportSource":
    return source_named(_SETUP, organisation_id, name, columns={}, at=now())


def _project() -> tuple[int, str, int]:
    at = now()
    code = "53990101000000002"
    body = register_organisation(
        _SETUP, credit_code=code + credit_code_check(code), kind="foundation",
        name="汀石公益基金会", contact_phone="0319-8160000", at=at,
    )  # fmt: skip
    for kind in ("registration", "public_fundraising"):
        add_certificate(_SETUP, body, kind=kind, number=kind, valid_from=date(2020, 1, 1), at=at)
    plan = ProjectPlan(
        goal_minor=100_000_00,
        starts_on=date(2026, 1, 1),
        ends_on=day_of(at) + timedelta(days=3650),
        budget=(BudgetItem("校车租赁", 100_000_00, "School bus"),),
        plan_number=f"{body.credit_code}A26001",
    )
    text = ProjectText("山路校车", "6 所村小的接送")
    drafted = create_project(_SETUP, organisation_id=body.pk, text=text, plan=plan, at=at)
    filed = plan.starts_on - timedelta(days=20)
    adopt_filed_plan(_SETUP, drafted.number, items=PlanItems(), filed_on=filed, at=at)
    opened = open_project(_SETUP, drafted.number, at=at)
    assert opened.fund_id is not None, "an open project has a fund"
    return body.pk, opened.number, opened.fund_id
