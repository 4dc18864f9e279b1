"""The phone of an account: proven anew, or changed to another."""

from datetime import datetime
from uuid import UUID

from liushui.accounts.notices import NUMBER, tell_of
from liushui.accounts.services.entering import end_other_sessions
from liushui.base.refusals import record_refusal
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import normal_phone
from liushui.messaging.services import send_warning
from liushui.parties.actors import Actor
from liushui.parties.queries import kept_person
from liushui.parties.services import (
    Asker,
    CodeExpired,
    Purpose,
    change_phone,
    send_code,
    spend_code,
)


class NumberSame(DomainError):
    """The new number is the old one."""

    code = "number_same"
    message = gettext_noop("This is the number of your account already.")
    remedy = gettext_noop("Enter the number that you want to use from now on.")


def send_code_to_own_phone(actor: Actor, *, address: str, at: datetime) -> UUID:
    """A code to the actor's own phone, to prove once more who they are.

    Raises as ``send_code``.
    """
    return send_code(
        actor,
        phone=own_phone(actor),
        address=address,
        at=at,
        purpose=Purpose.CONFIRM,
        asker=Asker.SIGNED_IN,
    )


def confirm_own_phone(actor: Actor, *, handle: UUID, code: str, at: datetime) -> None:
    """The code that was sent to the actor's own phone. Raises as ``spend_code``.

    A code to a number that was theirs until just now is ``CodeExpired``.
    """

    def same(phone: str) -> None:
        if phone != own_phone(actor):
            raise CodeExpired

    spend_code(handle, code, Purpose.CONFIRM, same, at=at)


def send_code_to_new_number(actor: Actor, *, phone: str, address: str, at: datetime) -> UUID:
    """A code to the number that shall be the actor's. Whether somebody has it is not told here.

    Raises as ``send_code``, and ``NumberSame``.
    """
    plain = normal_phone(phone)
    if plain and plain == own_phone(actor):
        raise NumberSame
    return send_code(
        actor,
        phone=phone,
        address=address,
        at=at,
        purpose=Purpose.NUMBER,
        asker=Asker.SIGNED_IN,
    )


def change_number(
    actor: Actor, *, handle: UUID, code: str, this_key: str | None, at: datetime
) -> str:
    """Make the number that proved to have the code the actor's; the number of before.

    Every other browser is signed out: whoever has the old phone shall not stay.
    The caller has asked for a fresh proof. Raises as ``spend_code``, and ``NumberTaken``: only who
    holds a number learns that another account has it.
    """

    def change(phone: str) -> str:
        old = change_phone(actor, phone=phone, at=at)
        end_other_sessions(actor, this_key=this_key, at=at)
        tell_of(NUMBER, actor.person_id, at=at)
        return old

    old = spend_code(handle, code, Purpose.NUMBER, change, at=at)
    if old:
        _warn(old, at)
    return old


def _warn(old: str, at: datetime) -> None:
    """A word to the number of before, whose owner may not be who changed it.

    It is sent once: the number is kept nowhere any more, and a silent provider undoes nothing.
    """
    try:
        send_warning(old, at=at)
    except DomainError as error:
        record_refusal(error)


def own_phone(actor: Actor) -> str:
    """The actor's own number, in full."""
    assert actor.person_id is not None, "somebody is signed in"
    return kept_person(actor.person_id).phone
