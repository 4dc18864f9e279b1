"""Posts and who holds them, day by day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties import policies
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person, Post, PostHolding
from liushui.parties.services.recording import record


class RightUnknown(DomainError):
    """A post can only carry rights that some rule asks for."""

    code = "right_unknown"
    message = gettext_noop("“%(right)s” is not a right that a post can carry.")
    remedy = gettext_noop("Choose from the list of rights.")


class PostHeldOtherwise(DomainError):
    """The person holds this post already since another day."""

    code = "post_held_otherwise"
    status = 409
    message = gettext_noop("This person has held this post since %(since)s.")
    remedy = gettext_noop("End that holding first, then appoint again.")


class HoldingEndsTooEarly(DomainError):
    """A holding must last a day at least."""

    code = "holding_ends_too_early"
    message = gettext_noop("The post was taken up on %(since)s: it cannot end before the next day.")
    remedy = gettext_noop("Choose a later day.")


@transaction.atomic
def create_post(  # noqa: PLR0913 - a post is all of these
    actor: Actor,
    organisation: Organisation,
    *,
    title: str,
    rights: Iterable[Right | str],
    at: datetime,
    title_en: str = "",
    region_id: str | None = None,
) -> Post:
    """A post with its rights; one with the same title is given back as it stands.

    Raises ``RightUnknown``, and ``NotAllowed`` for everyone but the installation itself.
    """
    policies.require_set_up(actor)
    carried = sorted({_known(right).value for right in rights})
    post, fresh = Post.objects.get_or_create(
        organisation=organisation,
        title=title,
        defaults={"title_en": title_en, "rights": carried, "region_id": region_id},
    )
    if fresh:
        record(actor, "post.created", post, at=at, rights=" ".join(carried))
    return post


@transaction.atomic
def appoint(
    actor: Actor,
    post: Post,
    person: Person,
    *,
    since: date,
    at: datetime,
    until: date | None = None,
) -> PostHolding:
    """The person holds the post from ``since`` up to the day before ``until``.

    Safe to call twice. Raises ``PostHeldOtherwise`` when these days touch an older holding,
    ``HoldingEndsTooEarly`` when no day is left.
    """
    policies.require_set_up(actor)
    if until is not None and until <= since:
        raise HoldingEndsTooEarly(since=since)
    Post.objects.select_for_update().get(pk=post.pk)  # two appointments at once: one waits
    for held in PostHolding.objects.filter(post=post, person=person, ended_at=None):
        if (held.since, held.until) == (since, until):
            return held
        if held.since < (until or date.max) and since < (held.until or date.max):
            raise PostHeldOtherwise(since=held.since)
    holding = PostHolding.objects.create(post=post, person=person, since=since, until=until)
    record(actor, "post.appointed", post, at=at, person=person.pk, since=since.isoformat())
    return holding


@transaction.atomic
def end_holding(actor: Actor, holding: PostHolding, *, until: date, at: datetime) -> PostHolding:
    """The holder's last day is the one before ``until``. Raises ``HoldingEndsTooEarly``."""
    policies.require_set_up(actor)
    if until <= holding.since:
        raise HoldingEndsTooEarly(since=holding.since)
    holding.until = until
    holding.save(update_fields=["until"])
    record(actor, "post.left", holding.post, at=at, person=holding.person_id)
    return holding


def _known(right: Right | str) -> Right:
    try:
        return Right(right)
    except ValueError:
        raise RightUnknown(right=str(right)[:40]) from None
