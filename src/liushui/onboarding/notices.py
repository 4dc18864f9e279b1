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
    from liushui.payments.models import MerchantAccount

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
MERCHANT_PROPOSED = NoticeKind(
    "merchant-proposed",
    gettext_noop("A merchant account was entered"),
    gettext_noop(
        "Somebody entered a merchant account of %(organisation)s, ending in %(tail)s. A second"
        " person must agree; anyone of you can stop it."
    ),
    unasked=_ALL,
    is_owed=True,
)
MERCHANT_AGREED = NoticeKind(
    "merchant-agreed",
    gettext_noop("Another merchant account comes into force"),
    gettext_noop(
        "The merchant account of %(organisation)s ending in %(tail)s comes into force on %(day)s."
        " Until then anyone of you can stop it."
    ),
    unasked=_ALL,
    is_owed=True,
)
MERCHANT_IN_FORCE = NoticeKind(
    "merchant-in-force",
    gettext_noop("A merchant account is in force"),
    gettext_noop("Gifts to %(organisation)s come into the account ending in %(tail)s from now on."),
    unasked=_ALL,
    is_owed=True,
)
MERCHANT_STOPPED = NoticeKind(
    "merchant-stopped",
    gettext_noop("A change of a merchant account was stopped"),
    gettext_noop("The merchant account ending in %(tail)s was stopped. Nothing changes."),
    unasked=frozenset({Channel.MAIL}),
    is_owed=True,
)
MERCHANT_ENDED = NoticeKind(
    "merchant-ended",
    gettext_noop("A merchant account takes no more gifts"),
    gettext_noop(
        "The merchant account of %(organisation)s ending in %(tail)s takes no more gifts. Refunds"
        " still go back from it."
    ),
    unasked=_ALL,
    is_owed=True,
)
ANSWERED = NoticeKind(
    "application-answered",
    gettext_noop("Answers to my application"),
    gettext_noop("Your application for %(organisation)s was answered."),
    unasked=_ALL,
    is_owed=True,
)


_OF_ACCOUNTS = (ACCOUNT_PROPOSED, ACCOUNT_AGREED, ACCOUNT_IN_FORCE, ACCOUNT_STOPPED)
_OF_MERCHANTS = (
    MERCHANT_PROPOSED,
    MERCHANT_AGREED,
    MERCHANT_IN_FORCE,
    MERCHANT_STOPPED,
    MERCHANT_ENDED,
)


def register_notices() -> None:
    """At start-up."""
    for kind in (*_OF_ACCOUNTS, *_OF_MERCHANTS, ANSWERED):
        register_kind(kind)


def tell_of_merchant(kind: NoticeKind, account: "MerchantAccount", *, at: datetime) -> None:
    """Everyone who looks after the organisation's accounts, the one who acted too."""
    body = account.organisation
    tell_all(
        _people(body.pk, at),
        kind.name,
        key=f"{account.pk}",
        path=reverse("onboarding:merchants", args=[body.credit_code]),
        at=at,
        organisation=body.short_name,
        tail=account.merchant_id[-4:],
        day=day_of(account.holds_until or at).isoformat(),
    )


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
