"""An operator's link to apply by, and an admitted applicant's link for their colleague."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liushui.base import vault
from liushui.kernel.errors import NotAllowed
from liushui.onboarding import policies
from liushui.onboarding.errors import NoLinkNow, OccasionMissing, WelcomeOver
from liushui.onboarding.models import Application, Welcome
from liushui.onboarding.queries.applications import application_for_update, welcome_by_hash
from liushui.onboarding.services.applying import Body, begin_application
from liushui.onboarding.states import ApplicationState, Lane
from liushui.parties.actors import Actor
from liushui.parties.queries import kept_person
from liushui.parties.queries.posts import posts_of, was_held
from liushui.parties.services import record
from liushui.parties.services.inviting import Invited, invite, revoke_open_invitations

VALID_FOR = timedelta(days=14)
TOKEN = "welcome"  # noqa: S105 - the name of a hash's domain
COLLEAGUES_POST = "财务审批"
_TOKEN_BYTES = 24
_OWN = Actor.system("onboarding")


@dataclass(frozen=True, slots=True)
class Welcomed:
    """A link with its token, which is known now and never again."""

    welcome: Welcome
    token: str


@transaction.atomic
def welcome_organisation(
    actor: Actor, name: str, *, lane: str = Lane.ORDINARY, occasion: str = "", at: datetime
) -> Welcomed:
    """A link by which somebody begins an application, good for fourteen days and one use.

    Raises ``NotAllowed``, ``OccasionMissing`` for the quick lane without an emergency.
    """
    policies.require_decide(actor)
    if lane == Lane.QUICK and not occasion.strip():
        raise OccasionMissing
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    welcome = Welcome.objects.create(
        token_hash=hash_of(token),
        name=name.strip()[:120],
        lane=lane,
        occasion=occasion.strip() if lane == Lane.QUICK else "",
        made_by=actor.name,
        made_at=at,
        expires_at=at + VALID_FOR,
    )
    record(actor, "welcome.made", welcome, at=at, lane=lane)
    return Welcomed(welcome, token)


@transaction.atomic
def begin_by_welcome(actor: Actor, token: str, body: Body, *, at: datetime) -> Application:
    """Begin an application by an operator's link. Raises ``NotFound``, ``WelcomeOver``."""
    welcome = Welcome.objects.select_for_update().get(pk=welcome_by_hash(hash_of(token)).pk)
    if is_over(welcome, at):
        raise WelcomeOver
    application = begin_application(actor, body, at=at, welcome=welcome)
    welcome.used_at = at
    welcome.save(update_fields=["used_at"])
    return application


@transaction.atomic
def link_for_colleague(actor: Actor, key: UUID, *, at: datetime) -> Invited:
    """The link by which the second person takes the post that approves payments.

    For whoever applied, once admitted, until somebody took the post for the first time; an earlier
    link ends. It opens for the number alone that the operator admitted with the application: later
    holders are appointed by two people as everywhere. Raises ``NotAllowed``, ``NoLinkNow``.
    """
    application = application_for_update(actor, key)
    if not policies.is_applicant(actor, application):
        raise NotAllowed
    if application.state != ApplicationState.ADMITTED or application.colleague_id is None:
        raise NoLinkNow
    body = application.organisation_id or 0
    post = next((one for one in posts_of(body) if one.title == COLLEAGUES_POST), None)
    if post is None or was_held(post.pk):
        raise NoLinkNow
    revoke_open_invitations(_OWN, post.pk, at=at)
    phone = kept_person(application.colleague_id).phone
    return invite(_OWN, post.pk, phone=phone, at=at)


def hash_of(token: str) -> bytes:
    """What is kept of a link."""
    return vault.lookup_hash(TOKEN, token)


def is_over(welcome: Welcome, at: datetime) -> bool:
    """Whether the link opens nothing any more."""
    return welcome.used_at is not None or welcome.expires_at <= at
