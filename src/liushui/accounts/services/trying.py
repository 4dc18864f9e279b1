"""Guesses at passwords and second factors: counted before they are judged, whoever guesses.

Counting is a transaction of its own, so a refused request does not undo it. A share that is used up
closes one way in for one kind of asker, never the account: a code to the phone or a passkey still
opens it (decision 0017).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from liushui.accounts.models import Try
from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop

KEPT_FOR = timedelta(days=1)
Limits = tuple[tuple[timedelta, int], ...]


class TooManyGuesses(DomainError):
    """The way in is closed for a while, to one kind of asker."""

    code = "too_many_guesses"
    status = 429
    message = gettext_noop("There were too many wrong tries.")
    remedy = gettext_noop("Use another way to sign in, or wait %(minutes)s minutes.")


@dataclass(frozen=True, slots=True)
class Share:
    """What one kind of asker may use up: so many guesses in such a time."""

    kind: str
    whose: str
    limits: Limits

    @property
    def lookup(self) -> bytes:
        return vault.lookup_hash(f"try-{self.kind}", self.whose)


def count_guess(shares: Sequence[Share], *, at: datetime) -> None:
    """Count one guess in each share, or raise ``TooManyGuesses`` and count nothing."""
    with transaction.atomic(durable=True):
        _one_at_a_time(shares)
        for share in shares:
            _require_room(share, at)
        Try.objects.bulk_create(
            Try(kind=share.kind, lookup=share.lookup, at=at) for share in shares
        )


def forgive(shares: Sequence[Share]) -> None:
    """The secret was right: what was mistyped before does not count any more."""
    for share in shares:
        Try.objects.filter(kind=share.kind, lookup=share.lookup).delete()


def forget_tries(*, before: datetime) -> int:
    """Delete tries from before this instant; how many. The limits look back a day."""
    return Try.objects.filter(at__lt=before).delete()[0]


def _require_room(share: Share, at: datetime) -> None:
    for span, most in share.limits:
        recent = Try.objects.filter(kind=share.kind, lookup=share.lookup, at__gt=at - span)
        nth = recent.order_by("-at").values_list("at", flat=True)[most - 1 : most].first()
        if nth is not None:
            raise TooManyGuesses(minutes=max(1, -int((at - nth - span).total_seconds() // 60)))


def _one_at_a_time(shares: Sequence[Share]) -> None:
    locks = sorted(int.from_bytes(share.lookup[:8], "big", signed=True) for share in shares)
    with connection.cursor() as cursor:
        for lock in locks:
            cursor.execute("select pg_advisory_xact_lock(%s)", [lock])
