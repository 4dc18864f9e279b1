"""The first set-up: who runs this installation. Open until it is finished, then never again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.home import Home
from liushui.installation import queries
from liushui.installation.models import Setup
from liushui.installation.setup_token import is_setup_token
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.agreements import agreement_in
from liushui.parties.services import (
    agree,
    appoint,
    create_post,
    open_account,
    record,
    register_organisation,
    register_person,
)

SETTING_UP = Actor.system("set-up")
# Whoever sets up may appoint others. No money moves by this post: that takes two other people.
RIGHTS_IN_CHARGE = (
    Right.INSTALLATION_MANAGE,
    Right.POSTS_MANAGE,
    Right.BODY_EDIT,
    Right.AUDIT_READ,
    Right.PRIVACY_ANSWER,
)


class TokenWrong(DomainError):
    """Not the word that ``up`` prints."""

    code = "setup_token_wrong"
    message = gettext_noop("This is not the word that “./liushui up” printed.")
    remedy = gettext_noop("Copy the whole line from its terminal or its log.")


class SetupIncomplete(DomainError):
    """Without an organisation and a person nobody could come in again."""

    code = "setup_incomplete"
    status = 409
    message = gettext_noop("Name the organisation and the person in charge first.")
    remedy = gettext_noop("All other steps can be done later.")


@dataclass(frozen=True, slots=True)
class OperatorAsked:
    """The body that runs the installation."""

    credit_code: str
    kind: str
    name: str
    name_en: str = ""
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """The first person, and the post by which they are in charge."""

    name: str
    phone: str
    title: str
    language: str


def require_token(said: str, home: Home) -> None:
    """Raise ``TokenWrong`` unless this is the word, ``NotFound`` when nothing is to be set up."""
    if queries.open_setup() is None:
        raise NotFound
    if not is_setup_token(home, said):
        raise TokenWrong


@transaction.atomic
def name_operator(asked: OperatorAsked, *, at: datetime) -> None:
    """Register the body that runs the installation; one that was named stays.

    Raises ``CreditCodeWrong``, ``NotFound`` once the set-up has ended.
    """
    setup = _setup_for_update(at)
    if setup.organisation_id is not None:
        return
    setup.organisation = register_organisation(
        SETTING_UP,
        credit_code=asked.credit_code,
        kind=asked.kind,
        name=asked.name,
        at=at,
        name_en=asked.name_en,
        short_name=asked.short_name,
    )
    setup.save(update_fields=["organisation"])


@transaction.atomic
def name_person(asked: PersonAsked, *, at: datetime) -> None:
    """Put the first person in charge; one who was named stays.

    Raises ``PhoneUnreadable``, ``SetupIncomplete`` before there is an organisation, ``NotFound``.
    """
    setup = _setup_for_update(at)
    if setup.organisation is None:
        raise SetupIncomplete
    if setup.person_id is not None:
        return
    person = register_person(SETTING_UP, name=asked.name, phone=asked.phone, at=at)
    post = create_post(
        SETTING_UP, setup.organisation, title=asked.title, rights=RIGHTS_IN_CHARGE, at=at
    )
    appoint(SETTING_UP, post, person, since=day_of(at), at=at)
    agree(SETTING_UP, person, agreement_in(asked.language), at=at)
    setup.person = person
    setup.save(update_fields=["person"])


@transaction.atomic
def finish_setup(*, at: datetime) -> int:
    """End the set-up for good; the account number of the person in charge.

    Raises ``SetupIncomplete``, ``NotFound`` the second time.
    """
    setup = _setup_for_update(at)
    if setup.person_id is None or setup.organisation_id is None:
        raise SetupIncomplete
    setup.finished_at = at
    setup.save(update_fields=["finished_at"])
    record(SETTING_UP, "installation.set_up", setup.organisation, at=at)
    return open_account(setup.person_id).pk


def _setup_for_update(at: datetime) -> Setup:
    """The open set-up, locked: of two who finish at once, one is told that it is over."""
    if queries.open_setup() is None:
        raise NotFound
    Setup.objects.bulk_create([Setup(begun_at=at)], ignore_conflicts=True)
    setup = Setup.objects.select_for_update().get(pk=1)
    if setup.finished_at is not None:
        raise NotFound
    return setup
