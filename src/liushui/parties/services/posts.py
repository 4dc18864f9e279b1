"""Posts themselves: title, rights, region, place in the chart. Holders are another matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Post, PostHolding, Proposal
from liushui.parties.services.appointing import RightUnknown
from liushui.parties.services.recording import record
from liushui.parties.services.two_people import Facts, propose, register_carrier
from liushui.places.queries import place_by_code

RIGHTS = "post.rights"


class PostTitleTaken(DomainError):
    """The organisation has another post of this title."""

    code = "post_title_taken"
    status = 409
    message = gettext_noop("The organisation already has a post with this title.")
    remedy = gettext_noop("Choose another title, or change the post that there is.")


class PostTitleMissing(DomainError):
    """A post is known by its title."""

    code = "post_title_missing"
    message = gettext_noop("A post needs a title.")
    remedy = gettext_noop("Write what the post is called in your organisation.")


class RightOfOperator(DomainError):
    """Running the installation is no organisation's to give."""

    code = "right_of_operator"
    status = 403
    message = gettext_noop("The right to run this site is given by its operator alone.")
    remedy = gettext_noop("Leave this right out.")


class PostOutsideRegion(DomainError):
    """Whoever manages the posts of a region gives out posts over places in that region."""

    code = "post_outside_region"
    status = 403
    message = gettext_noop("You manage posts over another region.")
    remedy = gettext_noop("Choose a place within the region that you manage.")


class ChartGoesInCircle(DomainError):
    """A post cannot stand below itself."""

    code = "chart_goes_in_circle"
    message = gettext_noop("A post cannot stand below itself, by whatever way.")
    remedy = gettext_noop("Choose a post that does not stand below this one.")


class PostStillHeld(DomainError):
    """A post with holders is not closed over their heads."""

    code = "post_still_held"
    status = 409
    message = gettext_noop("Somebody still holds this post.")
    remedy = gettext_noop("End every holding first; then close the post.")


@dataclass(frozen=True, slots=True)
class PostText:
    """What a post is: its title, what it carries, where it reaches, and whom it stands below."""

    title: str
    rights: tuple[str, ...]
    title_en: str = ""
    region_code: str = ""
    above_id: int | None = None


@transaction.atomic
def open_post(actor: Actor, organisation_id: int, text: PostText, *, at: datetime) -> Post:
    """A new post. Raises ``PostTitleTaken``, ``RightUnknown``, ``RightOfOperator``, and more.

    A post alone lets nobody do anything, so one person may open it; appointing is what counts.
    """
    region = _region(actor, organisation_id, text.region_code)
    carried = _carried(text)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if Post.objects.filter(organisation_id=organisation_id, title=text.title.strip()).exists():
        raise PostTitleTaken
    post = Post.objects.create(
        organisation_id=organisation_id,
        title=text.title.strip(),
        title_en=text.title_en.strip(),
        rights=carried,
        region_id=region,
        above=_above(organisation_id, text.above_id),
    )
    record(actor, "post.created", post, at=at, rights=" ".join(carried), region=region)
    return post


@transaction.atomic
def change_post(actor: Actor, key: int, text: PostText, *, at: datetime) -> Proposal | None:
    """Rewrite a post. More rights, or a wider region, of a post that somebody holds need two.

    Gives back the proposal, if one now waits for a second person.
    """
    post = managed_post(actor, key)
    if appointments.OPERATORS & set(post.rights) and not actor.is_system:
        raise RightOfOperator
    region = _region(actor, post.organisation_id, text.region_code)
    carried = _carried(text)
    same_title = Post.objects.filter(organisation_id=post.organisation_id, title=text.title.strip())
    if same_title.exclude(pk=post.pk).exists():
        raise PostTitleTaken
    post.title, post.title_en = text.title.strip(), text.title_en.strip()
    post.above = _above(post.organisation_id, text.above_id, below=post)
    post.save(update_fields=["title", "title_en", "above"])
    record(actor, "post.renamed", post, at=at)
    if (sorted(post.rights), post.region_id) == (carried, region):
        return None
    held = PostHolding.objects.filter(post=post, ended_at=None).exists()
    if held and _grows(post, carried, region) and not actor.is_system:
        facts: Facts = {"post": post.pk, "rights": " ".join(carried), "region": region}
        return propose(actor, RIGHTS, organisation_id=post.organisation_id, facts=facts, at=at)
    _carry_rights(actor, post, carried, region, at)
    return None


@transaction.atomic
def close_post(actor: Actor, key: int, *, at: datetime) -> Post:
    """Nobody holds the post from now on. Safe to call twice. Raises ``PostStillHeld``."""
    post = managed_post(actor, key)
    if post.closed_at is not None:
        return post
    current = PostHolding.objects.filter(post=post, ended_at=None)
    if current.exclude(until__lte=day_of(at)).exists():
        raise PostStillHeld
    post.closed_at = at
    post.save(update_fields=["closed_at"])
    record(actor, "post.closed", post, at=at)
    return post


class _Rights:
    """The second person agreed: the post carries what was proposed."""

    def carry(self, actor: Actor, proposal: Proposal, *, at: datetime) -> None:
        facts = proposal.facts
        post = Post.objects.select_for_update(no_key=True).get(pk=facts["post"])
        _carry_rights(actor, post, facts["rights"].split(), facts["region"], at)


register_carrier(RIGHTS, _Rights())


def managed_post(actor: Actor, key: int) -> Post:
    """The post, locked: two appointments at once wait for each other. Raises ``NotFound``."""
    post = Post.objects.select_for_update(no_key=True).filter(pk=key).first()
    if post is None or not appointments.can_manage(actor, post):
        raise NotFound
    return post


def _carry_rights(
    actor: Actor, post: Post, rights: Iterable[str], region: str | None, at: datetime
) -> None:
    post.rights, post.region_id = sorted(rights), region
    post.save(update_fields=["rights", "region"])
    record(actor, "post.rights_changed", post, at=at, rights=" ".join(post.rights), region=region)


def _grows(post: Post, rights: Iterable[str], region: str | None) -> bool:
    """Whether the change gives a weighty post's holders something that they did not have."""
    more = set(rights) - set(post.rights)
    wider = not (region or "").startswith(post.region_id or "")
    return appointments.is_weighty(more) or (wider and appointments.is_weighty(rights))


def _carried(text: PostText) -> list[str]:
    if not text.title.strip():
        raise PostTitleMissing
    known = {right.value for right in Right}
    for right in text.rights:
        if right not in known:
            raise RightUnknown(right=right[:40])
    if appointments.OPERATORS & set(text.rights):
        raise RightOfOperator
    return sorted(set(text.rights))


def _region(actor: Actor, organisation_id: int, code: str) -> str | None:
    """The code of the region that a post shall have, within what the actor manages."""
    region = place_by_code(code).code if code else None
    if not appointments.can_manage_in(actor, organisation_id, region or ""):
        if organisation_id in actor.organisations_reached(Right.POSTS_MANAGE):
            raise PostOutsideRegion
        raise NotAllowed
    return region


def _above(organisation_id: int, key: int | None, below: Post | None = None) -> Post | None:
    """The post above, of the same organisation. Raises ``ChartGoesInCircle``."""
    if key is None:
        return None
    above = Post.objects.filter(pk=key, organisation_id=organisation_id).first()
    if above is None:
        raise NotFound
    parents = dict(
        Post.objects.filter(organisation_id=organisation_id).values_list("pk", "above_id")
    )
    step: int | None = key
    while step is not None:
        if below is not None and step == below.pk:
            raise ChartGoesInCircle
        step = parents.get(step)
    return above
