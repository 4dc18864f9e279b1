"""Signing in by phone and code. Nothing here tells whether a phone is known."""

import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q

from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import normal_phone
from liushui.parties.actors import Actor
from liushui.parties.agreements import Agreement
from liushui.parties.models import Account, SignInCode
from liushui.parties.queries import has_agreed
from liushui.parties.queries.people import PHONE, account_with_phone
from liushui.parties.services.agreeing import agree
from liushui.parties.services.recording import record
from liushui.parties.services.registering import PhoneUnreadable, register_person

CODE_LIFE = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=60)
TRIES = 5
Limits = tuple[tuple[timedelta, int], ...]
# With five tries a code, a guesser has 25 chances in a million an hour and 50 a day.
# A share is counted for itself (Asker), or ten requests of a stranger would lock the owner out.
PHONE_LIMITS: Limits = ((timedelta(hours=1), 5), (timedelta(days=1), 10))
# A family, a village office or a school behind one address; not a machine.
ADDRESS_LIMITS: Limits = ((timedelta(hours=1), 60), (timedelta(days=1), 300))
KEPT_FOR = timedelta(days=1)

_SIGN_IN = Actor.system("sign-in")
Outcome = TypeVar("Outcome")


class Asker(StrEnum):
    """Who asks for a code. Each has a share of its own: strangers cannot use up the owner's."""

    STRANGER = "stranger"
    KNOWN_NETWORK = "known-network"
    KNOWN_BROWSER = "known-browser"
    SIGNED_IN = "signed-in"


class Purpose(StrEnum):
    """What a code is good for, and for nothing else."""

    SIGN_IN = "sign-in"
    CONFIRM = "confirm"
    NUMBER = "number"
    FIND = "find"


class CodeWrong(DomainError):
    """The code is not the one that was sent; a try is gone."""

    code = "code_wrong"
    message = gettext_noop("This is not the code that was sent. Tries left: %(left)s.")
    remedy = gettext_noop("Look at the message once more, or ask for a new code.")


class CodeExpired(DomainError):
    """The code is too old, was used, or was never sent."""

    code = "code_expired"
    message = gettext_noop("This code is no longer valid.")
    remedy = gettext_noop("Ask for a new code. Each is valid for 10 minutes and for one use.")


class TooManyTries(DomainError):
    """Too many codes were asked for or tried, from here or for this phone."""

    code = "too_many_tries"
    status = 429
    message = gettext_noop("There were too many tries.")
    remedy = gettext_noop("Wait %(minutes)s minutes, then ask for a new code.")


class TooSoon(DomainError):
    """A code was sent a moment ago."""

    code = "too_soon"
    status = 429
    message = gettext_noop("A code was sent to this number a moment ago.")
    remedy = gettext_noop("If it does not arrive, ask for another in %(wait_seconds)s seconds.")


class CodeSender(Protocol):
    """What carries a code to a phone. The messaging module registers one at start-up."""

    def send_code(self, *, phone: str, code: str, minutes: int, purpose: str, at: datetime) -> None:
        """Send it with words for this ``Purpose``, or raise a refusal that says why not."""

    def require_ready(self) -> None:
        """Raise that refusal before anything is written."""


_senders: list[CodeSender] = []


def use_code_sender(sender: CodeSender) -> None:
    """Carry codes by this sender from now on."""
    _senders[:] = [sender]


def send_code(
    actor: Actor,
    *,
    phone: str,
    address: str,
    at: datetime,
    purpose: Purpose = Purpose.SIGN_IN,
    asker: Asker = Asker.STRANGER,
) -> UUID:
    """Send a fresh code to the phone; the handle by which it can be tried.

    ``address`` is the asker's network address; it is kept as a keyed hash. Raises
    ``PhoneUnreadable``, ``TooSoon``, ``TooManyTries``, and what the sender refuses.
    """
    del actor  # anyone may ask
    plain = normal_phone(phone)
    if not plain:
        raise PhoneUnreadable
    sender = _senders[0]
    sender.require_ready()
    code = f"{secrets.randbelow(1_000_000):06d}"
    handle = uuid4()
    sent = SignInCode(
        handle=handle,
        phone_sealed=vault.seal_passing("sign-in", plain),
        phone_lookup=vault.lookup_hash(PHONE, plain),
        address_lookup=vault.lookup_hash("address", address),
        code_hash=_code_hash(handle, code),
        purpose=purpose,
        asker=asker,
        sent_at=at,
        expires_at=at + CODE_LIFE,
    )
    with transaction.atomic():
        _keep_within_limits(sent)
    minutes = int(CODE_LIFE.total_seconds() // 60)
    sender.send_code(phone=plain, code=code, minutes=minutes, purpose=purpose, at=at)
    return handle


def send_code_again(
    actor: Actor, *, handle: UUID, address: str, at: datetime, asker: Asker = Asker.STRANGER
) -> UUID:
    """A fresh code to the phone of an earlier one, for the same purpose.

    Raises as ``send_code``, or ``CodeExpired``.
    """
    sent = SignInCode.objects.filter(handle=handle).first()
    if sent is None:
        raise CodeExpired
    phone = vault.open_passing("sign-in", sent.phone_sealed)
    purpose = Purpose(sent.purpose)
    return send_code(actor, phone=phone, address=address, at=at, purpose=purpose, asker=asker)


def sign_in_with_code(
    actor: Actor, *, handle: UUID, code: str, agreement: Agreement, at: datetime
) -> Account:
    """The account of the phone that the code went to; a new phone becomes a person first.

    Raises ``CodeWrong`` (the try is counted, whatever the caller's transaction does next),
    ``CodeExpired`` and ``TooManyTries``.
    """
    del actor

    def enter(phone: str) -> Account:
        return _account_for(phone, agreement, at)

    return spend_code(handle, code, Purpose.SIGN_IN, enter, at=at)


def spend_code(
    handle: UUID, code: str, purpose: Purpose, then: Callable[[str], Outcome], *, at: datetime
) -> Outcome:
    """What ``then`` makes of the phone that proved to have the code, in the same transaction.

    A refusal by ``then`` leaves the code unspent. Raises as ``sign_in_with_code``.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", code))
    with transaction.atomic(durable=True):
        sent = SignInCode.objects.select_for_update().filter(handle=handle, purpose=purpose).first()
        if sent is None or sent.used_at is not None or sent.expires_at <= at:
            raise CodeExpired
        if sent.tries >= TRIES:
            raise TooManyTries(minutes=_minutes(sent.expires_at - at))
        sent.tries += 1
        outcome: list[Outcome] = []
        if hmac.compare_digest(_code_hash(handle, plain), bytes(sent.code_hash)):
            sent.used_at = at
            outcome.append(then(vault.open_passing("sign-in", sent.phone_sealed)))
        sent.save(update_fields=["tries", "used_at"])
    if not outcome:
        raise CodeWrong(left=TRIES - sent.tries)
    return outcome[0]


def forget_codes(*, before: datetime) -> int:
    """Delete codes sent before this instant; how many. The limits look back a day."""
    return SignInCode.objects.filter(sent_at__lt=before).delete()[0]


def _keep_within_limits(sent: SignInCode) -> None:
    """Keep the code that is about to be sent, or refuse: too soon, or too many of this asker's."""
    lookup, address, at = bytes(sent.phone_lookup), bytes(sent.address_lookup), sent.sent_at
    _one_at_a_time(lookup, address)
    to_phone = _last_sent(Q(phone_lookup=lookup, asker=sent.asker), PHONE_LIMITS, at)
    if to_phone and at - to_phone[0] < RESEND_AFTER:
        raise TooSoon(wait_seconds=_seconds(to_phone[0] + RESEND_AFTER - at))
    _require_room(to_phone, PHONE_LIMITS, at)
    _require_room(_last_sent(Q(address_lookup=address), ADDRESS_LIMITS, at), ADDRESS_LIMITS, at)
    sent.save(force_insert=True)


def _last_sent(whose: Q, limits: Limits, at: datetime) -> Sequence[datetime]:
    """When codes were sent, the latest first: as far back and as many as the limits ask."""
    span, most = max(span for span, _ in limits), max(most for _, most in limits)
    recent = SignInCode.objects.filter(whose, sent_at__gt=at - span).order_by("-sent_at")
    return list(recent.values_list("sent_at", flat=True)[:most])


def _require_room(times: Sequence[datetime], limits: Limits, at: datetime) -> None:
    for span, most in limits:
        if len(times) >= most and times[most - 1] > at - span:
            raise TooManyTries(minutes=_minutes(times[most - 1] + span - at))


def _one_at_a_time(phone: bytes, address: bytes) -> None:
    """Two askers for one phone or from one address wait for each other, in one order for all.

    Columns of one row are worked out from left to right.
    """
    locks = sorted(int.from_bytes(one[:8], "big", signed=True) for one in (phone, address))
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s), pg_advisory_xact_lock(%s)", locks)


def _account_for(phone: str, agreement: Agreement, at: datetime) -> Account:
    account = account_with_phone(phone)
    person = account.person if account else register_person(_SIGN_IN, phone=phone, at=at)
    account = account or open_account(person.pk)
    if not has_agreed(person.pk, agreement.purpose, agreement.version):
        agree(_SIGN_IN, person, agreement, at=at)
    record(_SIGN_IN, "account.signed_in", person, at=at)
    return account


def open_account(person_id: int) -> Account:
    """The person's account, made with no password if there is none."""
    fresh = Account(person_id=person_id)
    fresh.set_unusable_password()
    account, _ = Account.objects.get_or_create(
        person_id=person_id, defaults={"password": fresh.password}
    )
    return account


def _code_hash(handle: UUID, code: str) -> bytes:
    return vault.lookup_hash("sign-in-code", f"{handle}:{code}")


def _seconds(span: timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 1))


def _minutes(span: timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 60))
