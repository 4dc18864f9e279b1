"""Invitations: a link, used once, that makes whoever was meant the holder of a post."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.kernel.ids import normal_phone
from liushui.parties import appointments
from liushui.parties.actors import Actor
from liushui.parties.models import Invitation, Person, Post, PostHolding
from liushui.parties.queries.people import PHONE
from liushui.parties.queries.posts import actor_for, holding_for_update, holdings_in_force
from liushui.parties.services.appointing import HoldingEndsTooEarly
from liushui.parties.services.managing import Outcome, PostClosed, appoint_managed
from liushui.parties.services.posts import managed_post
from liushui.parties.services.recording import record
from liushui.parties.services.registering import PhoneUnreadable

VALID_FOR = timedelta(days=7)
TOKEN = "invitation"  # noqa: S105 - the name of a hash's domain
_TOKEN_BYTES = 24


class InvitationOver(DomainError):
    """Used, withdrawn or out of time: whoever holds the link may know that much."""

    code = "invitation_over"
    status = 410
    message = gettext_noop("This invitation was used, withdrawn, or has run out.")
    remedy = gettext_noop("Ask whoever sent it for a new one.")


class InvitationForAnother(DomainError):
    """The invitation was made for another phone than the one signed in with."""

    code = "invitation_for_another"
    status = 403
    message = gettext_noop("This invitation was made for another phone number.")
    remedy = gettext_noop("Sign in with the number that it was sent to.")


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its token, which is known now and never again."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet of colleagues: whom, to which post, until when."""

    number: int
    phone: str
    title: str
    until: date | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of a row: a link, or the refusal with its code."""

    row: SheetRow
    token: str = ""
    refusal: DomainError | None = None


class PostUnknown(DomainError):
    """A row names a post that the organisation does not have."""

    code = "post_unknown"
    message = gettext_noop("The organisation has no post with the title “%(title)s”.")
    remedy = gettext_noop("Write the title as it stands in the list of posts.")


class DayUnreadable(DomainError):
    """A row's last column holds something that is no day."""

    code = "day_unreadable"
    message = gettext_noop("The day of the end cannot be read.")
    remedy = gettext_noop("Write it like 2027-01-31, or leave it empty.")


@transaction.atomic
def invite(
    actor: Actor, post_key: int, *, phone: str = "", until: date | None = None, at: datetime
) -> Invited:
    """A link to a post, good for seven days and one person; with a phone, for this one alone.

    Raises ``PhoneUnreadable``, ``PostClosed``, ``HoldingEndsTooEarly``, ``NotFound``.
    """
    return _invite(actor, managed_post(actor, post_key), phone, until, None, at)


@transaction.atomic
def invite_successor(actor: Actor, holding_key: int, *, phone: str = "", at: datetime) -> Invited:
    """A link that hands the holding over to whoever it was meant for, in one step.

    The holder may make one for a post of their own, and whoever manages the post. Raises
    ``NotFound`` for others, ``NotAllowed`` for what is only delegated.
    """
    holding = holding_for_update(actor, holding_key)
    if holding.delegated_from_id is not None or holding.ended_at is not None:
        raise NotAllowed
    if holding.suspended_at is not None and not appointments.can_manage(actor, holding.post):
        raise NotAllowed
    post = Post.objects.select_for_update(no_key=True).get(pk=holding.post_id)
    return _invite(actor, post, phone, holding.until, holding, at)


@transaction.atomic
def invite_by_sheet(
    actor: Actor, organisation_id: int, rows: Sequence[SheetRow], *, at: datetime
) -> list[RowReport]:
    """An invitation for each row that can be read; what is wrong with the others is said by row."""
    appointments.require_manage_in(actor, organisation_id)
    posts = {
        post.title: post.pk
        for post in Post.objects.filter(organisation_id=organisation_id, closed_at=None)
    }
    reports = []
    for row in rows:
        try:
            if row.problem:
                raise DayUnreadable
            if row.title not in posts:
                raise PostUnknown(title=row.title[:40])
            if not row.phone:
                raise PhoneUnreadable
            with transaction.atomic():
                made = invite(actor, posts[row.title], phone=row.phone, until=row.until, at=at)
        except DomainError as refusal:
            reports.append(RowReport(row, refusal=refusal))
        else:
            reports.append(RowReport(row, token=made.token))
    return reports


@transaction.atomic
def revoke_invitation(actor: Actor, key: int, *, at: datetime) -> Invitation:
    """The link opens nothing any more. Safe to call twice. Raises ``InvitationOver`` once used."""
    invitation = (
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("post")
        .filter(pk=key)
        .first()
    )
    if invitation is None or not (
        appointments.can_manage(actor, invitation.post) or invitation.made_by == actor.name
    ):
        raise NotFound
    if invitation.used_at is not None:
        raise InvitationOver
    if invitation.revoked_at is None:
        invitation.revoked_at, invitation.phone_lookup = at, None
        invitation.save(update_fields=["revoked_at", "phone_lookup"])
        record(actor, "invitation.revoked", invitation.post, at=at, invitation=invitation.pk)
    return invitation


@transaction.atomic
def accept_invitation(actor: Actor, token: str, *, at: datetime) -> Outcome:
    """Become the holder: at once, or when a second manager has agreed. Works once.

    Whoever invited must still be able to: a link made by a leaver opens nothing. Raises
    ``NotFound``, ``NotAllowed`` (nobody is signed in), ``InvitationOver``, ``InvitationForAnother``
    and what appointing raises.
    """
    invitation = (
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("post", "takes_over")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if invitation is None:
        raise NotFound
    if actor.person_id is None:
        raise NotAllowed
    if is_over(invitation, at):
        raise InvitationOver
    person = Person.objects.get(pk=actor.person_id)
    _require_meant(invitation, person)
    post = Post.objects.select_for_update(no_key=True).get(pk=invitation.post_id)
    outcome = appoint_managed(
        _inviter(invitation, at), post, person, since=day_of(at), until=invitation.until, at=at,
        takes_over=invitation.takes_over,
    )  # fmt: skip
    invitation.used_at, invitation.used_by, invitation.phone_lookup = at, person, None
    invitation.save(update_fields=["used_at", "used_by", "phone_lookup"])
    record(actor, "invitation.accepted", post, at=at, invitation=invitation.pk)
    return outcome


@transaction.atomic
def forget_invitations(*, before: datetime) -> int:
    """Drop the phone hashes of invitations that ran out. The number of invitations."""
    late = Invitation.objects.filter(expires_at__lte=before).exclude(phone_lookup=None)
    return late.update(phone_lookup=None)


@transaction.atomic
def revoke_invitations_by(name: str, organisation_id: int, *, at: datetime) -> int:
    """End the links that a leaver made for an organisation's posts. Their number."""
    left = Invitation.objects.filter(
        post__organisation_id=organisation_id, made_by=name, used_at=None, revoked_at=None
    )
    return left.update(revoked_at=at, phone_lookup=None)


@transaction.atomic
def revoke_open_invitations(actor: Actor, post_key: int, *, at: datetime) -> int:
    """End the links to a post that the actor made and nobody used. Their number."""
    left = Invitation.objects.filter(
        post_id=post_key, made_by=actor.name, used_at=None, revoked_at=None
    )
    return left.update(revoked_at=at, phone_lookup=None)


def hash_of(token: str) -> bytes:
    """What is kept of a link."""
    return vault.lookup_hash(TOKEN, token)


def _invite(
    actor: Actor,
    post: Post,
    phone: str,
    until: date | None,
    takes_over: PostHolding | None,
    at: datetime,
) -> Invited:
    if post.closed_at is not None:
        raise PostClosed
    if until is not None and until <= day_of(at):
        raise HoldingEndsTooEarly(since=day_of(at))
    plain = normal_phone(phone) if phone else ""
    if phone and not plain:
        raise PhoneUnreadable
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation = Invitation.objects.create(
        post=post,
        token_hash=hash_of(token),
        phone_lookup=vault.lookup_hash(PHONE, plain) if plain else None,
        until=until,
        takes_over=takes_over,
        made_by=actor.name,
        made_at=at,
        expires_at=at + VALID_FOR,
    )
    record(actor, "invitation.made", post, at=at, invitation=invitation.pk, to_phone=bool(plain))
    return Invited(invitation, token)


def is_over(invitation: Invitation, at: datetime) -> bool:
    """Whether the link opens nothing any more."""
    taken = invitation.takes_over
    return (
        invitation.used_at is not None
        or invitation.revoked_at is not None
        or invitation.expires_at <= at
        or invitation.post.closed_at is not None
        or (taken is not None and taken.ended_at is not None)
    )


def _require_meant(invitation: Invitation, person: Person) -> None:
    if invitation.phone_lookup is None:
        return
    if person.phone_lookup is None or bytes(person.phone_lookup) != bytes(invitation.phone_lookup):
        raise InvitationForAnother


def _inviter(invitation: Invitation, at: datetime) -> Actor:
    """Whoever made the link is the first of the two people, not whoever opens it.

    Raises ``InvitationOver`` when they could not make it today.
    """
    kind, _, number = invitation.made_by.partition(":")
    if kind == "system":
        return Actor(invitation.made_by)
    today = day_of(at)
    inviter = actor_for(int(number), today)
    taken = invitation.takes_over
    is_own = (
        taken is not None
        and holdings_in_force(today).filter(pk=taken.pk, person_id=inviter.person_id or 0).exists()
    )
    if not (is_own or appointments.can_manage(inviter, invitation.post)):
        raise InvitationOver
    return inviter
