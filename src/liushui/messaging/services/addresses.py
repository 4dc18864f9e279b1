"""A person's mail address: kept sealed, used once its owner has typed the code that was sent."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from liushui.base import vault
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.messaging.mail import Letter, normal_address, require_mail, send_letter
from liushui.messaging.models import MailAddress
from liushui.messaging.queries import ADDRESS, address_row
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record

CODE_LIFE = timedelta(minutes=30)
TRIES = 5
BETWEEN = timedelta(minutes=1)


class MailCodeWrong(DomainError):
    """Not the code that was sent, or one that is too old or tried too often."""

    code = "mail_code_wrong"
    message = gettext_noop("This is not the code that was sent, or it is no longer valid.")
    remedy = gettext_noop("Look at the mail once more, or have a new code sent.")


class MailTooSoon(DomainError):
    """A code was sent a moment ago."""

    code = "mail_too_soon"
    status = 429
    message = gettext_noop("A code was sent a moment ago.")
    remedy = gettext_noop("Wait a minute, then have another sent.")


@transaction.atomic
def keep_address(actor: Actor, *, address: str, at: datetime) -> MailAddress:
    """Keep it unconfirmed and send a code there. The one before goes.

    Raises ``AddressUnreadable``, ``MailTooSoon``, and what the mail server refuses.
    """
    if actor.person_id is None:
        raise NotAllowed
    require_mail()
    plain = normal_address(address)
    before = address_row(actor)
    if before and before.code_sent_at and at - before.code_sent_at < BETWEEN:
        raise MailTooSoon
    person = person_by_id(actor.person_id)
    code = f"{secrets.randbelow(1_000_000):06d}"
    kept, _made = MailAddress.objects.update_or_create(
        person=person,
        defaults={
            "address_sealed": vault.seal(person.vault_id, ADDRESS, plain),
            "code_hash": _code_hash(person.pk, code),
            "code_sent_at": at,
            "tries_left": TRIES,
            "confirmed_at": None,
        },
    )
    record(actor, "messaging.address_kept", at=at)
    text = _("Your code is %(code)s. It confirms this address and is valid for 30 minutes.")
    send_letter(Letter(plain, _("Confirm your address"), text % {"code": code}))
    return kept


def confirm_address(actor: Actor, *, code: str, at: datetime) -> None:
    """The address is its owner's from now on. Raises ``MailCodeWrong``; a try is gone then."""
    kept = address_row(actor)
    if kept is None or kept.code_hash is None or kept.code_sent_at is None:
        raise MailCodeWrong
    spent = MailAddress.objects.filter(pk=kept.pk, tries_left__gt=0).update(
        tries_left=kept.tries_left - 1
    )
    fresh = at - kept.code_sent_at <= CODE_LIFE
    right = hmac.compare_digest(bytes(kept.code_hash), _code_hash(kept.person_id, code.strip()))
    if not (spent and fresh and right):
        raise MailCodeWrong
    with transaction.atomic():
        MailAddress.objects.filter(pk=kept.pk).update(confirmed_at=at, code_hash=None)
        record(actor, "messaging.address_confirmed", at=at)


@transaction.atomic
def drop_address(actor: Actor, *, at: datetime) -> None:
    """Forget one's address. Safe to call twice."""
    gone, _each = MailAddress.objects.filter(person_id=actor.person_id or 0).delete()
    if gone:
        record(actor, "messaging.address_dropped", at=at)


def _code_hash(person_id: int, code: str) -> bytes:
    return vault.lookup_hash("mail-code", f"{person_id}:{code}")
