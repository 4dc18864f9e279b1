"""Gifts as those who received them read them, funds, and their statements."""

from datetime import date
from typing import TYPE_CHECKING

from liushui.api.shapes.values import Told, ToldMoment

if TYPE_CHECKING:
    from liushui.books.queries import NamedFund, StatementLine, StatementPage
    from liushui.giving.models import GiftOrder


class GiftTold(Told):
    reference: str
    project: str
    amount: int
    state: str
    channel: str
    begun_at: ToldMoment
    giver: str | None


class GiftsPage(Told):
    gifts: list[GiftTold]
    next: int | None


class FundTold(Told):
    id: int
    holder: str
    holder_code: str
    purpose: str
    kind: str
    resource: str
    arrived: int
    promised: int
    holds: int


class FundsPage(Told):
    funds: list[FundTold]
    next: int | None


class LineTold(Told):
    entry: int
    at: ToldMoment
    booked: str
    what: str
    other_holder: str | None
    other_purpose: str | None
    reference: str
    amount: int
    balance: int


class StatementTold(Told):
    fund: int
    holder: str
    purpose: str
    opening: int
    came: int
    went: int
    closing: int
    lines: list[LineTold]
    next: str | None


def told_gift(one: "GiftOrder") -> GiftTold:
    """As lists show it: the giver as it wishes to be shown, or nobody."""
    restricted = one.donor is not None and one.donor.restricted_at is not None
    return GiftTold(
        reference=one.reference,
        project=one.project.number,
        amount=one.amount_minor,
        state=one.state,
        channel=one.channel,
        begun_at=one.created_at,
        giver=None if restricted else one.donor_display or None,
    )


def told_fund(one: "NamedFund") -> FundTold:
    return FundTold(
        id=one.fund.pk,
        holder=one.name.holder_full,
        holder_code=one.name.code,
        purpose=one.name.purpose,
        kind=one.name.sink_use or one.name.kind,
        resource=one.fund.resource.code,
        arrived=one.fund.tip,
        promised=one.fund.reserved,
        holds=one.fund.tip - one.fund.taken,
    )


def told_statement(page: "StatementPage", after: str | None) -> StatementTold:
    return StatementTold(
        fund=page.fund.pk,
        holder=page.name.holder_full,
        purpose=page.name.purpose,
        opening=page.sums.opening,
        came=page.sums.came,
        went=page.sums.went,
        closing=page.sums.closing,
        lines=[_line(line) for line in page.lines],
        next=after,
    )


def _line(line: "StatementLine") -> LineTold:
    return LineTold(
        entry=line.movement_id,
        at=line.at,
        booked=month_text(line.booked),
        what=line.word,
        other_holder=line.other.holder_full if line.other else None,
        other_purpose=line.other.purpose if line.other else None,
        reference=line.reference,
        amount=line.minor,
        balance=line.balance,
    )


def month_text(month: date) -> str:
    return f"{month:%Y-%m}"
