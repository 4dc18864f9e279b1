"""Passwords: a second way in beside the phone, for who wants one. Never the only one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from liushui.accounts.notices import PASSWORD, tell_of
from liushui.accounts.services.trying import Share, count_guess, forgive
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import normal_phone
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of, person_by_phone
from liushui.parties.services import Asker, PhoneUnreadable, record

if TYPE_CHECKING:
    from liushui.parties.models import Account

LONGEST = 200
# A stranger has ten guesses a day at one password, wherever they come from.
PHONE_LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))
ADDRESS_LIMITS = ((timedelta(hours=1), 30), (timedelta(days=1), 150))
_NO_PASSWORD = "!"  # noqa: S105 - Django's mark of an account without one


class PasswordWrong(DomainError):
    """Phone and password do not belong together, or there is no such account, or no password."""

    code = "password_wrong"
    message = gettext_noop("This number and this password do not belong together.")
    remedy = gettext_noop("Try again, or sign in with a code to your phone.")


class PasswordWeak(DomainError):
    """The password is short, well known, or nothing but digits."""

    code = "password_weak"
    message = gettext_noop("This password is too easy to guess.")
    remedy = gettext_noop("Take at least 10 characters: not only digits, and no well-known word.")


@dataclass(frozen=True, slots=True)
class Guess:
    """What was typed, and who typed it from where."""

    phone: str
    password: str
    asker: Asker
    address: str


def sign_in_with_password(actor: Actor, guess: Guess, *, at: datetime) -> "Account":
    """The account of this phone and password.

    The answer for an unknown phone, an account without a password and a wrong password is the same
    and takes as long. Raises ``PhoneUnreadable``, ``PasswordWrong``, ``TooManyGuesses``.
    """
    del actor  # anyone may try
    phone = normal_phone(guess.phone)
    if not phone:
        raise PhoneUnreadable
    own = Share("password", f"{guess.asker}:{phone}", PHONE_LIMITS)
    count_guess([own, Share("password-from", guess.address, ADDRESS_LIMITS)], at=at)
    person = person_by_phone(phone)
    account = account_of(person.pk) if person else None
    hashed = account.password if account and account.is_active else _NO_PASSWORD
    if not check_password(guess.password[:LONGEST], hashed) or account is None:
        raise PasswordWrong
    with transaction.atomic():
        forgive([own])
        record(Actor.system("sign-in"), "account.signed_in", account.person, at=at)
    return account


@transaction.atomic
def set_password(actor: Actor, *, password: str, at: datetime) -> "Account":
    """Set or change the actor's own password. The caller has asked for a fresh proof.

    Raises ``PasswordWeak``.
    """
    account = _own_account(actor)
    try:
        validate_password(password[:LONGEST])
    except ValidationError as error:
        raise PasswordWeak from error
    account.set_password(password[:LONGEST])
    account.save(update_fields=["password"])
    record(actor, "account.password_set", account, at=at)
    tell_of(PASSWORD, actor.person_id, at=at)
    return account


@transaction.atomic
def remove_password(actor: Actor, *, at: datetime) -> "Account":
    """The account has no password any more. Safe to call twice."""
    account = _own_account(actor)
    if account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
        record(actor, "account.password_removed", account, at=at)
    return account


def _own_account(actor: Actor) -> "Account":
    account = account_of(actor.person_id or 0)
    assert account is not None, "who is signed in has an account"
    return account
