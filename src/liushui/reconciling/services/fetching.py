"""Fetching the bills of payment services, each day's once it is made."""

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor
from liushui.payments.provider import BillKind, BillNotReady
from liushui.payments.services import PaymentNotSetUp, conversation_at, owner_of
from liushui.reconciling import policies
from liushui.reconciling.errors import BillsNotFetched
from liushui.reconciling.models import Account, Statement
from liushui.reconciling.queries.accounts import account_for, account_for_update, provider_accounts
from liushui.reconciling.services.keeping import Delivered, read_in
from liushui.reconciling.services.matching import match_open_lines
from liushui.reconciling.states import MOVEMENTS, PROVIDERS

log = structlog.get_logger(__name__)

CLOCK = Actor.system("reconciling")
# A provider keeps bills for three months; a day that was missed is asked for again so long.
DAYS_BACK = 7


def fetch_bill(actor: Actor, account_id: int, day: date, *, at: datetime) -> Statement:
    """Fetch one day's bills, keep them and match them; the bill of payments. Safe to call twice.

    A payment service makes two: of payments and of movements, which are held against each other.

    Raises ``NotFound``, ``NotAllowed``, ``BillsNotFetched``, ``BillNotReady``,
    ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused`` and refusals of ``reading``.
    """
    account = account_for(actor, account_id)
    policies.require(actor, policies.WORKING, account.organisation_id)
    statement = _fetch(actor, account, day, BillKind.TRADE, at=at)
    _fetch(actor, account, day, BillKind.FUNDS, at=at)
    return statement


def _fetch(actor: Actor, account: Account, day: date, kind: BillKind, *, at: datetime) -> Statement:
    if account.kind not in PROVIDERS:
        raise BillsNotFetched
    if owner_of(account.kind, account.number) != account.organisation_id:
        raise BillsNotFetched
    provider = conversation_at(account.kind, account.number)
    bill = provider.bill(day, kind, at=at)
    is_movements = kind == BillKind.FUNDS
    delivered = Delivered(bill.content, (day, day), is_fetched=True, is_movements=is_movements)
    return read_in(actor, account.pk, delivered, at=at)


def fetch_due(*, at: datetime) -> int:
    """Fetch what is lacking of the last days for every account; how many bills came.

    One account's silence keeps no other waiting; a service that shows no movements is asked for
    payments all the same.
    """
    today = day_of(at)
    accounts = provider_accounts(today - timedelta(days=DAYS_BACK), today)
    return sum(
        _fetch_lacking(account, kind, today, at=at)
        for account in accounts
        for kind in (BillKind.TRADE, BillKind.FUNDS)
    )


def _fetch_lacking(account: Account, kind: BillKind, today: date, *, at: datetime) -> int:
    fetched = 0
    for day in _lacking(account, kind, today):
        try:
            _fetch(CLOCK, account, day, kind, at=at)
        except BillNotReady:
            continue
        except PaymentNotSetUp:
            break
        except DomainError as refusal:
            log.warning("bill_not_fetched", account=account.pk, kind=kind, code=refusal.code)
            break
        fetched += 1
    return fetched


def match_again(*, at: datetime) -> int:
    """Look anew at what is open in every account: a late call-back clears its difference."""
    matched = 0
    for account_id in Account.objects.order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            matched += match_open_lines(account_for_update(account_id), at=at).matched
    return matched


def _lacking(account: Account, kind: BillKind, today: date) -> list[date]:
    days = [today - timedelta(days=n) for n in range(DAYS_BACK, 0, -1)]
    told = account.statements.filter(is_fetched=True, first_day__gte=days[0])
    moved = Q(form__in=MOVEMENTS)
    of_kind = told.filter(moved if kind == BillKind.FUNDS else ~moved)
    there = set(of_kind.values_list("first_day", flat=True))
    compared = [day for day in days if account.since <= day <= (account.until or today)]
    return [day for day in compared if day not in there]
