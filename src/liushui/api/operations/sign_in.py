"""How a person comes in by program: a code to the phone, then a token of their own.

It carries no post. With it one applies for an organisation, takes a post that one was invited to,
and makes tokens of one's posts (decision 0085).
"""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Field

from liushui.accounts.queries import asker_of
from liushui.api import errors, services
from liushui.api.operations.asking import actor_of, network_of
from liushui.api.rooms import Room
from liushui.api.shapes.values import W40, Taken, Told, ToldMoment, Words
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC
from liushui.parties.agreements import Agreement, agreement_in
from liushui.parties.queries import actor_for
from liushui.parties.services import send_code, sign_in_with_code

Phone = Annotated[Words, Field(min_length=1, max_length=20)]
room = Room("sign-in", _("Signing in by phone"))


class PhoneTaken(Taken):
    phone: Phone


class CodeTaken(Taken):
    handle: UUID
    code: Annotated[Words, Field(min_length=1, max_length=12)]
    agreement: W40 = ""


class CodeSent(Told):
    handle: UUID
    agreement: str
    words: list[str]


class OwnTokenMade(Told):
    token: str
    works_until: ToldMoment


@room.hands_out(
    "sign-in/code", "sign-in-code", access=PUBLIC, answers=CodeSent,
    summary=_("Send a code to a phone"),
    about=_(
        "The same answer for every number. It tells the words that whoever signs in agrees to."
    ),
)  # fmt: skip
def sign_in_code(request: HttpRequest, asked: PhoneTaken) -> CodeSent:
    network = network_of(request)
    handle = send_code(
        actor_of(request),
        phone=asked.phone,
        address=network,
        at=timezone.now(),
        asker=asker_of(asked.phone, browser="", network=network),
    )
    words = agreement_in(get_language() or "")
    return CodeSent(handle=handle, agreement=_version(words), words=words.paragraphs)


@room.hands_out(
    "sign-in", "sign-in", access=PUBLIC, answers=OwnTokenMade,
    summary=_("Sign in with the code"),
    about=_(
        "A token of one's own for twelve hours. It carries no post: one's applications, invitations"
        " and tokens. It ends the one before."
    ),
)  # fmt: skip
def sign_in(request: HttpRequest, asked: CodeTaken) -> OwnTokenMade:
    at = timezone.now()
    account = sign_in_with_code(
        actor_of(request),
        handle=asked.handle,
        code=asked.code,
        agreement=_agreed(asked.agreement),
        at=at,
    )
    made = services.make_own_token(actor_for(account.person_id, day_of(at)), at=at)
    return OwnTokenMade(token=made.secret, works_until=made.token.expires_at)


def _version(words: Agreement) -> str:
    return f"{words.version}.{words.language}"


def _agreed(said: str) -> Agreement:
    """The words that were agreed to. Raises ``AgreementMissing``."""
    for language in ("zh-hans", "en"):
        if _version(agreement_in(language)) == said:
            return agreement_in(language)
    raise errors.AgreementMissing
