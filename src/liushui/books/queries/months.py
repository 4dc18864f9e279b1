"""An organisation's months: closed or open, and the trial balance of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.books import policies
from liushui.books.wording import fund_in_words, kind_of_fund
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.wording import kind_word, text_of
from liushui.kernel.errors import NotFound
from liushui.ledger.queries import MonthEnd, holder_of, month_ends, sealed_report, trial_balance
from liushui.ledger.queries.books import organisations_of_holders
from liushui.ledger.queries.reports import FUND, HOLDER, Line
from liushui.parties.actors import Actor
from liushui.parties.queries import organisation_for, organisations_by_id

if TYPE_CHECKING:
    from liushui.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One account of a month. ``kinds``: what came and what left, by its word."""

    name: str
    sub: str
    opening: int
    came: int
    left: int
    closing: int
    kinds: Sequence[tuple[str, int]]
    fund_id: int | None


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month of an organisation: its own funds, and what lies outside, which sum to zero."""

    body: "Organisation"
    month: date
    end: MonthEnd
    own: Sequence[BalanceLine]
    outside: Sequence[BalanceLine]
    sums: BalanceLine
    late: Sequence[tuple[str, str, int]]
    digest: str

    @property
    def is_sealed(self) -> bool:
        return self.end.sealed_at is not None


def body_with_books(actor: Actor, credit_code: str) -> "Organisation":
    """The organisation, or ``NotFound`` for those who may not read its books."""
    found = organisation_for(actor, credit_code)
    if not policies.can_read(actor, found.pk):
        raise NotFound
    return found


def bodies_and_months(
    actor: Actor, at: datetime
) -> Sequence[tuple["Organisation", Sequence[MonthEnd]]]:
    """Each organisation whose books the actor may read with its months, the newest first."""
    bodies = organisations_by_id(policies.bodies_with_open_books(actor))
    return [(body, _ends(body.pk, at)) for body in bodies]


def month_page(body: "Organisation", month: date, at: datetime) -> MonthPage:
    """The trial balance of one month, in money. Raises ``NotFound`` for a month without one."""
    end = next((one for one in _ends(body.pk, at) if one.month == month), None)
    if end is None:
        raise NotFound
    holder = holder_of(organisation_id=body.pk).pk
    told = trial_balance(holder, month)
    lines = told.of_resource("CNY")
    names = fund_names(line.account.id for line in lines if line.account.of == FUND)
    holders = organisations_of_holders(
        line.account.id for line in lines if line.account.of == HOLDER
    )
    own = [_own(line, names[line.account.id]) for line in lines if line.account.of == FUND]
    outside = [_outside(line, holders) for line in lines if line.account.of != FUND]
    report = sealed_report(holder, month) if end.sealed_at else None
    return MonthPage(
        body=body,
        month=month,
        end=end,
        own=own,
        outside=outside,
        sums=_sum(own),
        late=[(f"{one.month:%Y-%m}", kind_word(one.kind), one.amount) for one in told.late],
        digest=bytes(report.digest).hex() if report else "",
    )


def report_bytes(body: "Organisation", month: date) -> bytes:
    """The sealed report as it was kept. Raises ``MonthNotSealed``."""
    return bytes(sealed_report(holder_of(organisation_id=body.pk).pk, month).content)


def _ends(organisation_id: int, at: datetime) -> Sequence[MonthEnd]:
    try:
        return month_ends(holder_of(organisation_id=organisation_id).pk, at)
    except NotFound:
        return []


def _own(line: Line, name: FundName) -> BalanceLine:
    return _line(line, fund_in_words(name), kind_of_fund(name), line.account.id)


def _outside(line: Line, holders: "Mapping[int, Organisation]") -> BalanceLine:
    if line.account.of == HOLDER:
        body = holders.get(line.account.id)
        name = text_of(body, "name") if body else _("A person's account")
        return _line(line, name, "", None)
    return _line(line, pgettext("of the books", "From outside"), kind_word(line.account.kind), None)


def _line(line: Line, name: str, sub: str, fund_id: int | None) -> BalanceLine:
    kinds = [
        *((kind_word(kind), minor) for kind, minor in line.came.items()),
        *((kind_word(kind), -minor) for kind, minor in line.left.items()),
    ]
    return BalanceLine(
        name, sub, line.opening, line.moved_in, line.moved_out, line.closing, kinds, fund_id
    )


def _sum(lines: Sequence[BalanceLine]) -> BalanceLine:
    return BalanceLine(
        name="",
        sub="",
        opening=sum(one.opening for one in lines),
        came=sum(one.came for one in lines),
        left=sum(one.left for one in lines),
        closing=sum(one.closing for one in lines),
        kinds=(),
        fund_id=None,
    )
