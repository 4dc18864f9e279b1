"""A donor's statement of a month and gifts of a year, as signed PDF or as a sheet."""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.desk.sheets import write_xlsx
from liushui.desk.tables import Cell
from liushui.documents.kinds import MONTHLY, YEARLY, PaperKind
from liushui.documents.queries import standing_below
from liushui.documents.services import (
    ListedLine,
    ListFacts,
    ListTable,
    bytes_of,
    lock_key,
    number_list,
    reverse_paper,
)
from liushui.donors.queries.statement import (
    Followed,
    NotTied,
    SpentLine,
    Statement,
    back_by_gift,
    first_of,
    followed,
    gifts_of_year,
    statement,
)
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import format_yuan
from liushui.papers.states import NEWER
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for, masked_name, person_by_id
from liushui.parties.services import record

NOTE = (
    "本台账由账册逐笔追溯得出，受助人已脱敏；金额后的链接是这一笔在账册里的凭证。不是公益事业捐赠票据。"
    " Followed in the books; people who were helped are masked; each amount links to its entry."
)
A_DONOR = "一位捐赠人"
_SYSTEM = Actor.system("donors")
log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from liushui.documents.models import Document
    from liushui.giving.models import GiftOrder


def statement_pdf(actor: Actor, month: date, *, at: datetime) -> bytes:
    """The statement of a month as signed paper, numbered once for what it says.

    One of a month holds at a time: where it says something else than the one before, that one is
    reversed. Raises ``NotFound`` before the first gift and for a month to come, ``NotTied``, and
    ``NotAllowed`` for who is no person.
    """
    one = statement(followed(actor), month, today=day_of(at))
    return _issued(MONTHLY, actor, f"{month:%Y-%m}", _of_month(actor, one), at=at)


def year_pdf(actor: Actor, year: int, *, at: datetime) -> bytes:
    """All gifts of one year on one paper, each less what went back; one holds at a time.

    Raises ``NotFound``, ``NotTied``.
    """
    return _issued(YEARLY, actor, f"{year}", _of_year(actor, followed(actor), year), at=at)


@transaction.atomic
def follow_return(order: "GiftOrder", *, at: datetime) -> None:
    """Money of a gift went back, or came again: statements that say otherwise hold no more."""
    person_id = order.donor_id
    if person_id is None:
        return
    below = [f"{kind.series}:{person_id}:" for kind in (MONTHLY, YEARLY)]
    standing = [paper for one in below for paper in standing_below(one)]
    if not standing:
        return
    try:
        actor = actor_for(person_id, day_of(at))
        found = followed(actor)
        for paper in standing:
            if not _is_so(actor, found, paper.key, today=day_of(at)):
                reverse_paper(_SYSTEM, paper, why=NEWER, at=at)
    except (NotFound, NotTied) as error:  # the next statement that is asked for judges these too
        log.warning("statements_not_followed", code=error.code)


def _is_so(actor: Actor, found: Followed, key: str, *, today: date) -> bool:
    """Whether the paper under this key says what it would say today."""
    series, _person, period, *_said = key.split(":")
    try:
        if series == YEARLY.series:
            facts = _of_year(actor, found, int(period))
        else:
            facts = _of_month(actor, statement(found, first_of(period), today=today))
    except NotFound:
        return False
    return f"{key}:".startswith(f"{_key(series, actor, period, facts)}:")


def _of_month(actor: Actor, one: Statement) -> ListFacts:
    month = one.month
    return ListFacts(
        title="捐赠人台账",
        title_en="Monthly statement of a donor",
        donor=_shown(actor),
        period=f"{month:%Y-%m}",
        lead=[
            ("月初尚未用出 Unused at the beginning", _yuan(one.opening)),
            ("本月捐赠 Given", _yuan(one.given_minor)),
            ("本月用出 Used", _yuan(one.used_minor)),
            ("本月退回 Returned", _yuan(one.back_minor)),
            ("月末尚未用出 Unused at the end", _yuan(one.closing)),
        ],
        tables=[_given(one), _spent("用到哪里 Used for", one.used, one.used_minor),
                _spent("退回 Returned", one.back, one.back_minor)],
        note=NOTE,
        page_url=f"{settings.ORIGIN}/me/giving/statements/{month:%Y-%m}/",
    )  # fmt: skip


def _of_year(actor: Actor, found: Followed, year: int) -> ListFacts:
    back = back_by_gift(found)
    gifts = [
        (line, line.minor - back.get(line.order.reference, 0))
        for line in gifts_of_year(found, year)
    ]
    gifts = [(line, net) for line, net in gifts if net > 0]
    if not gifts:
        raise NotFound
    total = sum(net for _line, net in gifts)
    return ListFacts(
        title="年度捐赠汇总",
        title_en="Gifts of a year",
        donor=_shown(actor),
        period=f"{year}",
        lead=[("捐赠笔数 Gifts", f"{len(gifts)}"), ("合计 Total", _yuan(total))],
        tables=[
            ListTable(
                title="逐笔捐赠 Each gift",
                heads=["日期 Day", "项目 Project", "收款组织 Received by", "编号 Gift", "元 Yuan"],
                lines=[
                    ListedLine(
                        [line.day.isoformat(), line.order.project.title,
                         line.order.project.organisation.name, line.order.reference,
                         format_yuan(net)],
                        f"{settings.ORIGIN}/gifts/{line.order.reference}/where",
                    )
                    for line, net in gifts
                ],
                total=format_yuan(total),
                empty="",
            )
        ],
        note="已退回的款项不计在内。不是公益事业捐赠票据。"
        " Less what went back. Not a tax receipt.",
        page_url=f"{settings.ORIGIN}/me/giving/statements/",
    )  # fmt: skip


def statement_xlsx(actor: Actor, month: date, *, at: datetime) -> bytes:
    """The statement of a month as a sheet, each line with its proof. Raises ``NotFound``."""
    one = statement(followed(actor), month, today=day_of(at))
    heads = [
        pgettext("statement line", "What"), _("Day"), _("Gift"), _("Project"), _("For"),
        _("Organisation"), _("Case"), _("Person helped"), _("Amount (yuan)"),
        pgettext("statement line", "Proof"),
    ]  # fmt: skip
    used = pgettext("statement line", "Used")
    returned = pgettext("statement line", "Returned")
    rows = [
        *([Cell(pgettext("statement line", "Given")), Cell(at=line.day), Cell(line.order.reference),
           Cell(line.order.project.title), Cell(), Cell(line.order.project.organisation.name),
           Cell(), Cell(), Cell(minor=line.minor),
           Cell(f"{settings.ORIGIN}/gifts/{line.order.reference}/where")]
          for line in one.given),
        *([Cell(used if line.stage == "used" else returned), Cell(at=line.day),
           Cell(line.reference), Cell(line.project), Cell(line.title), Cell(line.holder),
           Cell(line.case_number), Cell(line.beneficiary), Cell(minor=line.minor),
           Cell(line.proof)]
          for line in (*one.used, *one.back)),
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="liushui-statement-") as folder:
        place = Path(folder) / "statement.xlsx"
        write_xlsx(place, heads, rows, lambda _done: None)
        content = place.read_bytes()
    record(actor, "statement.taken", at=at, month=f"{month:%Y-%m}", sheet="xlsx")
    return content


def _issued(kind: PaperKind, actor: Actor, period: str, facts: ListFacts, *, at: datetime) -> bytes:
    return bytes_of(_numbered(kind, actor, period, facts, at=at), at=at)


@transaction.atomic
def _numbered(
    kind: PaperKind, actor: Actor, period: str, facts: ListFacts, *, at: datetime
) -> "Document":
    """The paper that says so and holds; those of the same period that say otherwise do not."""
    below = f"{kind.series}:{actor.person_id}:{period}:"
    lock_key(below)
    document = number_list(kind, _key(kind.series, actor, period, facts), facts, at=at)
    for before in standing_below(below):
        if before.pk != document.pk:
            reverse_paper(_SYSTEM, before, why=NEWER, at=at)
    record(actor, "statement.taken", document, at=at, month=period, number=document.number)
    return document


def _key(series: str, actor: Actor, period: str, facts: ListFacts) -> str:
    said = content_digest({"said": repr(asdict(facts))}).hex()[:16]
    return f"{series}:{actor.person_id}:{period}:{said}"


def _shown(actor: Actor) -> str:
    if actor.person_id is None:
        raise NotAllowed
    return masked_name(person_by_id(actor.person_id)) or A_DONOR


def _given(one: Statement) -> ListTable:
    return ListTable(
        title="本月的捐赠 Given",
        heads=["日期 Day", "项目 Project", "收款组织 Received by", "元 Yuan"],
        lines=[
            ListedLine(
                [line.day.isoformat(), line.order.project.title,
                 line.order.project.organisation.name, format_yuan(line.minor)],
                f"{settings.ORIGIN}/gifts/{line.order.reference}/where",
            )
            for line in one.given
        ],
        total=format_yuan(one.given_minor),
        empty="本月没有捐赠。 None this month.",
    )  # fmt: skip


def _spent(title: str, lines: Sequence[SpentLine], total: int) -> ListTable:
    return ListTable(
        title=title,
        heads=["日期 Day", "用途 For", "使用组织 By", "受助人 Person helped", "元 Yuan"],
        lines=[
            ListedLine(
                [line.day.isoformat(), line.title, line.holder,
                 f"{line.beneficiary} {line.case_number}".strip() or "—", format_yuan(line.minor)],
                line.proof,
            )
            for line in lines
        ],
        total=format_yuan(total),
        empty="本月没有。 None this month.",
    )  # fmt: skip


def _yuan(minor: int) -> str:
    return f"{format_yuan(minor)} 元"
