"""Fetching the bills of payment services, each day's once it is made."""

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor
from liushui.payments.provider import BillKind, BillNotReady
from liushui.payments.services import PaymentNotSetUp, provider_of
from liushui.reconciling import policies
from liushui.reconciling.errors import BillsNotFetched
from liushui.reconciling.models import Account, Statement
from liushui.reconciling.queries.accounts import account_for, account_for_update, provider_accounts
from liushui.reconciling.services.keeping import Delivered, read_in
from liushui.reconciling.services.matching import match_open_lines
from liushui.reconciling.states import MOVEMENTS, PROVIDERS, AccountKind

log = structlog.get_logger(__name__)

CLOCK = Actor.system("reconciling")
# A provider keeps bills for three months; a day that was missed is asked for again so long.
DAYS_BACK = 7


def fetch_bill(actor: Actor, account_id: int, day: date, *, at: datetime) -> Statement:
    """Fetch one day's bills, keep them and match them; the bill of payments. Safe to call twice.

    WeChat Pay makes two: of payments and of movements. What moved is held against what was paid.

    Raises ``NotFound``, ``NotAllowed``, ``BillsNotFetched``, ``BillNotReady``,
    ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused`` and refusals of ``reading``.
    """
    account = account_for(actor, account_id)
    policies.require(actor, policies.WORKING, account.organisation_id)
    if account.kind not in PROVIDERS:
        raise BillsNotFetched
    provider = provider_of(account.kind)
    if provider.merchant.merchant_id != account.number:
        raise BillsNotFetched
    bill = provider.bill(day, BillKind.TRADE, at=at)
    delivered = Delivered(bill.content, (day, day), is_fetched=True)
    statement = read_in(actor, account_id, delivered, at=at)
    if account.kind == AccountKind.WECHAT:
        moved = provider.bill(day, BillKind.FUNDS, at=at)
        delivered = Delivered(moved.content, (day, day), is_fetched=True, is_movements=True)
        read_in(actor, account_id, delivered, at=at)
    return statement


def fetch_due(*, at: datetime) -> int:
    """Fetch what is lacking of the last days for every account; how many bills came.

    One account's silence keeps no other waiting.
    """
    today = day_of(at)
    fetched = 0
    for account in provider_accounts(today - timedelta(days=DAYS_BACK), today):
        for day in _lacking(account, today):
            try:
                fetch_bill(CLOCK, account.pk, day, at=at)
            except BillNotReady:
                continue
            except PaymentNotSetUp:
                break
            except DomainError as refusal:
                log.warning("bill_not_fetched", account=account.pk, code=refusal.code)
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


def _lacking(account: Account, today: date) -> list[date]:
    days = [today - timedelta(days=n) for n in range(DAYS_BACK, 0, -1)]
    told = account.statements.filter(is_fetched=True, first_day__gte=days[0])
    there = set(told.exclude(form__in=MOVEMENTS).values_list("first_day", flat=True))
    if account.kind == AccountKind.WECHAT:
        there &= set(told.filter(form__in=MOVEMENTS).values_list("first_day", flat=True))
    compared = [day for day in days if account.since <= day <= (account.until or today)]
    return [day for day in compared if day not in there]
