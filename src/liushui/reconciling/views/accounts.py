"""Accounts: the list, a new one, a month of one, one day, and reading statements in."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.desk.tables import listing_of
from liushui.kernel.clock import day_of, month_after
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.errors import DomainError
from liushui.reconciling import policies
from liushui.reconciling.forms import REFUSED_FIELDS, AccountForm, StatementForm
from liushui.reconciling.queries import accounts as queries
from liushui.reconciling.queries import days
from liushui.reconciling.queries.differences import differences_of_day
from liushui.reconciling.queries.transfers import awaited_in
from liushui.reconciling.services.accounts import (
    close_account,
    hide_from_donors,
    open_account,
    reopen_account,
    show_to_donors,
)
from liushui.reconciling.services.fetching import fetch_bill
from liushui.reconciling.services.keeping import Delivered, read_in
from liushui.reconciling.states import PROVIDERS, AccountKind
from liushui.reconciling.tables import LINES
from liushui.reconciling.views.shared import (
    FORM_METHODS,
    actor_of,
    body_options,
    day_in,
    month_in,
)
from liushui.reconciling.wording import name_of_account

if TYPE_CHECKING:
    from liushui.reconciling.models import Account, Statement


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts of the reader's organisations, and how many differences wait in each."""
    actor = actor_of(request)
    accounts = queries.accounts_of(actor)
    waiting = days.open_by_account(accounts)
    rows = [(one, name_of_account(one), waiting.get(one.pk, 0)) for one in accounts]
    facts = {
        "rows": [row for row in rows if row[0].until is None],
        "closed": [row for row in rows if row[0].until is not None],
        "can_open": bool(policies.bodies_with(actor, policies.KEEPING)),
        "at": timezone.now(),
    }
    return render(request, "reconciling/accounts.html", facts)


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Write an account down."""
    actor, now = actor_of(request), timezone.now()
    bodies = body_options(policies.bodies_with(actor, policies.KEEPING))
    start = {"since": day_of(now), "kind": AccountKind.BANK}
    form = AccountForm(request.POST or None, bodies=bodies, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            account = open_account(actor, form.cleaned_data["organisation"], form.asked, at=now)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The account is written down."))
            return redirect("reconciling:account", account.pk)
    status = 422 if form.errors else 200
    return render(request, "reconciling/account_form.html", {"form": form}, status=status)


@require_safe
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """A month of one account: each day green, or why not."""
    return _month(request, queries.account_for(actor_of(request), account_id), StatementForm())


@require_POST
def read(request: HttpRequest, account_id: int) -> HttpResponse:
    """Read a statement in and match it."""
    actor = actor_of(request)
    one = queries.account_for(actor, account_id)
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        delivered = Delivered(said["file"].read(), (said["first_day"], said["last_day"]))
        try:
            statement = read_in(actor, account_id, delivered, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _said(statement))
            return _to_month(one, statement)
    return _month(request, one, form, status=422)


@require_POST
def fetch(request: HttpRequest, account_id: int) -> HttpResponse:
    """Fetch a day's bill from the payment service."""
    actor, now = actor_of(request), timezone.now()
    one = queries.account_for(actor, account_id)
    day = day_in(request.POST.get("day", ""))
    statement = fetch_bill(actor, account_id, day, at=now)
    messages.success(request, _said(statement))
    return _to_month(one, statement)


@require_POST
def shown(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show the account to donors, as the first or the second person; or no longer."""
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("shown") != "yes":
        hide_from_donors(actor, account_id, at=now)
        said = _("Donors are not shown it any more.")
    elif show_to_donors(actor, account_id, at=now).takes_transfers:
        said = _("Donors are shown it.")
    else:
        said = _("It waits for a second person.")
    messages.success(request, said)
    return redirect("reconciling:account", account_id)


@require_POST
def closed(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close the account on a day, or open it again."""
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("closed") == "yes":
        close_account(actor, account_id, on=day_in(request.POST.get("day", "")), at=now)
        messages.success(request, _("The account is closed. Its history stays."))
    else:
        reopen_account(actor, account_id, at=now)
        messages.success(request, _("The account is compared again."))
    return redirect("reconciling:account", account_id)


@require_safe
def day(request: HttpRequest, account_id: int, day: str) -> HttpResponse:
    """One day: what differs, then each line and what it is."""
    actor, of = actor_of(request), day_in(day)
    one = queries.account_for(actor, account_id)
    facts = {
        "account": one,
        "name": name_of_account(one),
        "day": days.state_of_day(one, of, day_of(timezone.now())),
        "differences": differences_of_day(one, of),
        "lines": days.lines_of_day(one, of),
        "most": days.MOST_LINES,
        "before": of - timedelta(days=1),
        "after": of + timedelta(days=1),
        "at": timezone.now(),
    }
    return render(request, "reconciling/day.html", facts)


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Every line of every statement, to be narrowed and taken along."""
    return render(request, "reconciling/lines.html", {"listing": listing_of(LINES, request)})


def _month(
    request: HttpRequest, one: "Account", form: StatementForm, status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    month = month_in(request, now)
    shown_days = days.days_of_month(one, month, day_of(now))
    before = (month - timedelta(days=1)).replace(day=1)
    after = month_after(month)
    facts = {
        "account": one,
        "name": name_of_account(one),
        "month": month,
        "days": shown_days,
        "bars": lay_bars([(f"{each.day.day}", max(0, each.in_minor)) for each in shown_days]),
        "statements": days.statements_of_month(one, month),
        "before": before,
        "after": after if after <= day_of(now) else None,
        "form": form,
        "awaited": awaited_in(one),
        "can_work": policies.may(actor, policies.WORKING, one.organisation_id),
        "can_keep": policies.may(actor, policies.KEEPING, one.organisation_id),
        "has_asked": one.show_asked_by == actor.name,
        "is_provider": one.kind in PROVIDERS,
        "yesterday": day_of(now) - timedelta(days=1),
        "today": day_of(now),
        "at": now,
    }
    return render(request, "reconciling/account.html", facts, status=status)


def _said(statement: "Statement") -> str:
    words = ngettext(
        "%(count)s new line was read and matched.",
        "%(count)s new lines were read and matched.",
        statement.fresh_count,
    )
    return words % {"count": statement.fresh_count}


def _to_month(one: "Account", statement: "Statement") -> HttpResponse:
    address = redirect("reconciling:account", one.pk)
    address["Location"] += f"?month={statement.last_day:%Y-%m}"
    return address
