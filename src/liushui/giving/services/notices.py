"""The provider calls back: proven, then settled and answered after commit; refused, and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

import structlog
from django.db import connection, transaction

from liushui.giving import queries
from liushui.giving.models import GiftOrder, PaymentNotice, SeenNonce
from liushui.giving.services.settling import settle
from liushui.giving.states import STATUS, UNPROVEN, Outcome
from liushui.payments.provider import WECHAT, Notice, Provider, Untrusted
from liushui.payments.services import tellers_of

log = structlog.get_logger(__name__)

# Forgeries cost nothing to send: beyond this many an hour they are logged and not kept.
UNPROVEN_KEPT_AN_HOUR = 1_000
_NONCE_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider is told. 2xx only after the commit that records the payment."""

    outcome: Outcome
    status: int

    @property
    def is_taken(self) -> bool:
        """Whether the provider may stop telling us."""
        return self.status < HTTPStatus.MULTIPLE_CHOICES


def accept_notice(
    headers: Mapping[str, str], body: bytes, *, by: str = WECHAT, at: datetime
) -> Answer:
    """Accept one call-back of a provider, whatever it holds; it never raises for what was sent.

    Payment, ledger entry and notice are one transaction. What is refused moves nothing and is kept
    as a notice, so that a person can see why.
    """
    tellers = tellers_of(by, at=at)
    try:
        teller, notice = tellers.open_notice(headers, body, at=at)
    except Untrusted as refusal:
        outcome = Outcome(refusal.reason)
        _keep(outcome, body, at=at)
        return Answer(outcome, STATUS[outcome])
    return _settled(teller, notice, body, at=at)


@transaction.atomic
def _settled(teller: Provider, notice: Notice, body: bytes, *, at: datetime) -> Answer:
    if notice.nonce and not _is_new(notice.nonce, at):
        known = queries.is_recorded(teller.name, notice.transaction.transaction_id)
        _keep(Outcome.REPLAYED, body, at=at)
        return Answer(Outcome.REPLAYED, STATUS[Outcome.REPLAYED] if known else 401)
    settled = settle(notice.transaction, teller.merchant, at=at)
    _keep(settled.outcome, body, at=at, order=settled.order)
    return Answer(settled.outcome, STATUS[settled.outcome])


def keep_notice(outcome: Outcome, digest: bytes, *, at: datetime, order: GiftOrder | None) -> None:
    """Write what became of the provider's word, without any of its content."""
    PaymentNotice.objects.create(received_at=at, outcome=outcome, order=order, digest=digest)


def _keep(outcome: Outcome, body: bytes, *, at: datetime, order: GiftOrder | None = None) -> None:
    log.info("payment_notice", outcome=outcome, status=STATUS[outcome])
    if outcome in UNPROVEN and queries.unproven_since(at - timedelta(hours=1)) >= (
        UNPROVEN_KEPT_AN_HOUR
    ):
        return
    keep_notice(outcome, sha256(body).digest(), at=at, order=order)


def _is_new(nonce: str, at: datetime) -> bool:
    """Remember the nonce; false if it was there. A second one at the same time waits here."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into giving_seennonce (nonce, seen_at) values (%s, %s)
               on conflict (nonce) do nothing returning nonce""",
            [nonce, at],
        )
        return cursor.fetchone() is not None


def forget_nonces(*, at: datetime) -> int:
    """Drop nonces that the clock alone would refuse by now; how many."""
    dropped, _ = SeenNonce.objects.filter(seen_at__lt=at - _NONCE_KEPT).delete()
    return dropped
