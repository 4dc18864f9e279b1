"""Gifts that came in, funds, and the statement of each."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from liushui.api.operations.asking import actor_of
from liushui.api.queries import page_of, row_of
from liushui.api.rooms import Room
from liushui.api.shapes.books import (
    FundsPage,
    GiftsPage,
    GiftTold,
    StatementTold,
    told_fund,
    told_gift,
    told_statement,
)
from liushui.api.shapes.values import After, Month, month_of
from liushui.books import queries
from liushui.books.policies import READING
from liushui.giving.queries import gifts_in_console
from liushui.ledger.queries.flows import Months
from liushui.ledger.queries.statements import Cursor
from liushui.parties.access import Right, holders_of

Place = Annotated[str, Field(pattern=r"^[0-9]{1,18}[.][0-9]{1,18}[.]-?[0-9]{1,18}$")]
_GIFT_READERS = holders_of(Right.GIFT_READ, Right.MONEY_APPROVE)
_READERS = holders_of(*READING)
room = Room("books", _("Gifts and books"))


@room.reads(
    "gifts", "gifts", access=_GIFT_READERS, answers=GiftsPage,
    summary=_("Gifts and orders to one's organisation"),
    about=_("Newest first; a giver as it wishes to be shown, or null."),
)  # fmt: skip
def gifts(request: HttpRequest, after: Query[After] = None) -> GiftsPage:
    page = page_of(gifts_in_console(actor_of(request)), after)
    return GiftsPage(gifts=[told_gift(one) for one in page.rows], next=page.after)


@room.reads(
    "gifts/{reference}", "gift", access=_GIFT_READERS, answers=GiftTold,
    summary=_("One gift to one's organisation"),
    about=_("404 for a gift to another organisation."),
)  # fmt: skip
def gift(request: HttpRequest, reference: str) -> GiftTold:
    return told_gift(row_of(gifts_in_console(actor_of(request)), reference=reference))


@room.reads(
    "funds", "funds", access=_READERS, answers=FundsPage,
    summary=_("The funds of the organisations whose books one may read"),
    about=_("Newest first, with what arrived, what is promised and what each holds."),
)  # fmt: skip
def funds(request: HttpRequest, after: Query[After] = None) -> FundsPage:
    page = page_of(queries.funds_in_console(actor_of(request)), after)
    return FundsPage(
        funds=[told_fund(one) for one in queries.with_names(page.rows)], next=page.after
    )


@room.reads(
    "funds/{int:fund}/statement", "statement", access=_READERS, answers=StatementTold,
    summary=_("The statement of a fund over some months"),
    about=_("“opening” + “came” = “went” + “closing”. “next” goes on as “after”."),
)  # fmt: skip
def statement(
    request: HttpRequest,
    fund: int,
    first: Query[Month | None] = None,
    last: Query[Month | None] = None,
    after: Query[Place | None] = None,
) -> StatementTold:
    months = Months(_first_day(first), _first_day(last))
    cursor = Cursor(*map(int, after.split("."))) if after else None
    page = queries.statement_page(actor_of(request), fund, months, after=cursor)
    there = ".".join(map(str, page.next)) if page.next else None
    return told_statement(page, there)


def _first_day(month: str | None) -> date | None:
    return month_of(month) if month else None
