"""What people are told: a bank account that changes, an application that was answered."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import Channel, NoticeKind, register_kind
from liushui.messaging.services import tell, tell_all
from liushui.onboarding.models import Application, BankAccount
from liushui.onboarding.policies import PROPOSING, can_any
from liushui.parties.queries.posts import actors_serving

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_ALL = frozenset(Channel)
ACCOUNT_PROPOSED = NoticeKind(
    "account-proposed",
    gettext_noop("A new bank account was entered"),
    gettext_noop(
        "Somebody entered a new bank account of %(organisation)s, ending in %(tail)s. A second"
        " person must agree; anyone of you can stop it."
    ),
    unasked=_ALL,
    is_owed=True,
)
ACCOUNT_AGREED = NoticeKind(
    "account-agreed",
    gettext_noop("A new bank account comes into force"),
    gettext_noop(
        "The bank account of %(organisation)s ending in %(tail)s comes into force on %(day)s."
        " Until then anyone of you can stop it."
    ),
    unasked=_ALL,
    is_owed=True,
)
ACCOUNT_IN_FORCE = NoticeKind(
    "account-in-force",
    gettext_noop("A new bank account is in force"),
    gettext_noop("%(organisation)s is paid into the account ending in %(tail)s from now on."),
    unasked=frozenset({Channel.MAIL}),
    is_owed=True,
)
ACCOUNT_STOPPED = NoticeKind(
    "account-stopped",
    gettext_noop("A change of the bank account was stopped"),
    gettext_noop("The change to the account ending in %(tail)s was stopped. Nothing changes."),
    unasked=frozenset({Channel.MAIL}),
    is_owed=True,
)
ANSWERED = NoticeKind(
    "application-answered",
    gettext_noop("Answers to my application"),
    gettext_noop("Your application for %(organisation)s was answered."),
    unasked=_ALL,
    is_owed=True,
)


def register_notices() -> None:
    """At start-up."""
    for kind in (ACCOUNT_PROPOSED, ACCOUNT_AGREED, ACCOUNT_IN_FORCE, ACCOUNT_STOPPED, ANSWERED):
        register_kind(kind)


def tell_of_account(kind: NoticeKind, account: BankAccount, *, at: datetime) -> None:
    """Everyone who looks after the organisation's account, the one who acted too."""
    body = account.organisation
    tell_all(
        _people(body.pk, at),
        kind.name,
        key=f"{account.pk}",
        path=reverse("onboarding:account", args=[body.credit_code]),
        at=at,
        organisation=body.short_name,
        tail=account.tail,
        day=day_of(account.holds_until or at).isoformat(),
    )


def tell_applicant(application: Application, *, at: datetime) -> None:
    """Whoever applied, each time it was answered."""
    tell(
        application.applicant_id,
        ANSWERED.name,
        key=f"{application.key}:{at.isoformat()}",
        path=reverse("onboarding:application", args=[application.key]),
        at=at,
        organisation=application.name,
    )


def _people(organisation_id: int, at: datetime) -> Iterable[int]:
    serving: Iterable[Actor] = actors_serving([organisation_id], day_of(at))
    return {
        actor.person_id
        for actor in serving
        if actor.person_id is not None and can_any(actor, organisation_id, PROPOSING)
    }
