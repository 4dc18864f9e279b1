"""The register of people and posts, the chart, and what waits for whoever gives out posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from liushui.base import vault
from liushui.base.reading import accounted
from liushui.kernel.errors import NotFound
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import (
    AuditRecord,
    Invitation,
    Organisation,
    Person,
    Post,
    PostHolding,
    Proposal,
)
from liushui.parties.policies import can_read_name
from liushui.parties.queries.contacts import name_as_allowed
from liushui.parties.queries.people import NAME, masked_names
from liushui.parties.queries.posts import holdings_in_force, posts_of
from liushui.parties.states import ProposalState

MOST_ROWS = 500
JOIN = "person.join"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of an organisation with what they hold there, at rest or to come included."""

    person: Person
    name: str
    holdings: Sequence[PostHolding]


@dataclass(frozen=True, slots=True)
class Branch:
    """A post of the chart, who holds it, and what stands below it."""

    post: Post
    holders: Sequence[str]
    below: "Sequence[Branch]"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal in the words of a page: what about, for whom, and whether one may decide."""

    proposal: Proposal
    post: Post | None
    name: str
    rights: Sequence[str]
    is_own: bool
    may_decide: bool
    into: str = ""


def managed_organisation(actor: Actor, credit_code: str) -> Organisation:
    """An organisation of which the actor gives out posts. Raises ``NotFound``."""
    reached = actor.organisations_reached(Right.POSTS_MANAGE)
    found = Organisation.objects.filter(credit_code=credit_code, pk__in=reached).first()
    if found is None:
        raise NotFound
    return found


def colleagues_of(
    actor: Actor, organisation: Organisation, on: date, at: datetime
) -> Sequence[Colleague]:
    """Everyone who holds a post in the organisation or will: by name for whoever manages posts.

    Five queries; every name that is read in full is on the record.
    """
    held = PostHolding.objects.filter(
        Q(until=None) | Q(until__gt=on), post__organisation=organisation, ended_at=None
    )
    held = held.select_related("post__region", "person", "delegated_from")
    grouped: dict[Person, list[PostHolding]] = {}
    for one in held.order_by("person_id", "post_id", "pk")[:MOST_ROWS]:
        grouped.setdefault(one.person, []).append(one)
    names = colleague_names(actor, organisation.pk, list(grouped), at)
    return [Colleague(person, names[person.pk], held) for person, held in grouped.items()]


def colleague_for(
    actor: Actor, organisation: Organisation, person_id: int, on: date, at: datetime
) -> Colleague:
    """One of them. Raises ``NotFound``."""
    held = PostHolding.objects.filter(
        Q(until=None) | Q(until__gt=on),
        post__organisation=organisation,
        person_id=person_id,
        ended_at=None,
    ).select_related("post__region", "person", "delegated_from")
    holdings = list(held.order_by("post_id", "pk"))
    if not holdings:
        raise NotFound
    person = holdings[0].person
    return Colleague(person, colleague_names(actor, organisation.pk, [person], at)[person.pk],
                     holdings)  # fmt: skip


def colleague_names(
    actor: Actor, organisation_id: int, people: Sequence[Person], at: datetime
) -> Mapping[int, str]:
    """Names of an organisation's people: in full for whoever gives out its posts, else masked.

    One record for each name that is read in full. Restricted people stay masked.
    """
    names = dict(masked_names(people))
    if not appointments.can_manage_in(actor, organisation_id) or actor.is_system:
        return names
    readable = [
        person
        for person in people
        if person.name_sealed is not None
        and person.restricted_at is None
        and person.erased_at is None
    ]
    sealed = [(person.vault_id, bytes(person.name_sealed or b"")) for person in readable]
    with accounted():
        opened = vault.open_many(NAME, sealed)
    for person, name in zip(readable, opened, strict=True):
        if name is not None:
            names[person.pk] = name
    post_id = next((p.post_id for p in actor.posts if p.organisation_id == organisation_id), None)
    AuditRecord.objects.bulk_create(
        AuditRecord(
            at=at,
            actor=actor.name,
            post_id=post_id,
            verb="person.name_read",
            thing_kind="parties.person",
            thing_id=person.pk,
            facts={"purpose": "posts", "organisation": organisation_id},
        )
        for person in readable
        if person.pk != actor.person_id
    )
    return names


def colleagues_to_choose(actor: Actor, post: Post, on: date) -> Sequence[tuple[int, str]]:
    """Who else serves the post's organisation today, masked, each with a title: for a choice."""
    held = holdings_in_force(on).filter(post__organisation_id=post.organisation_id)
    held = held.exclude(person_id=actor.person_id or 0).select_related("person", "post")
    people: dict[Person, str] = {}
    for one in held.order_by("person_id", "post_id")[:MOST_ROWS]:
        people.setdefault(one.person, one.post.title)
    names = masked_names(people)
    return [(person.pk, f"{names[person.pk]} · {title}") for person, title in people.items()]


def holders_of_post(
    actor: Actor, post: Post, on: date, at: datetime
) -> Sequence[tuple[PostHolding, str]]:
    """Who holds a post or will, at rest included, with the name: four queries."""
    held = PostHolding.objects.filter(Q(until=None) | Q(until__gt=on), post=post, ended_at=None)
    holdings = list(held.select_related("person", "delegated_from").order_by("pk")[:MOST_ROWS])
    names = colleague_names(actor, post.organisation_id, [one.person for one in holdings], at)
    return [(one, names[one.person_id]) for one in holdings]


def holder_name(actor: Actor, holding: PostHolding, at: datetime) -> str:
    """The holder's name as whoever looks may see it; "" for oneself."""
    if holding.person_id == actor.person_id:
        return ""
    names = colleague_names(actor, holding.post.organisation_id, [holding.person], at)
    return names[holding.person_id]


def lent_from(holding: PostHolding) -> Sequence[tuple[PostHolding, str]]:
    """The delegations of a holding that have not ended, with masked names: three queries."""
    lent = list(holding.delegations.filter(ended_at=None).select_related("person").order_by("pk"))
    names = masked_names([one.person for one in lent])
    return [(one, names[one.person_id]) for one in lent]


def chart_of(organisation: Organisation, on: date) -> Sequence[Branch]:
    """The posts that stand below none, each with its holders of today, masked: four queries."""
    posts = posts_of(organisation)
    held = holdings_in_force(on).filter(post__organisation=organisation).select_related("person")
    holders: dict[int, list[Person]] = {}
    for one in held.order_by("post_id", "pk"):
        holders.setdefault(one.post_id, []).append(one.person)
    names = masked_names({person for people in holders.values() for person in people})
    below: dict[int | None, list[Post]] = {}
    shown = {post.pk for post in posts}
    for post in posts:
        below.setdefault(post.above_id if post.above_id in shown else None, []).append(post)

    def branches(above: int | None) -> Sequence[Branch]:
        return [
            Branch(
                post,
                [names[person.pk] for person in holders.get(post.pk, ())],
                branches(post.pk),
            )
            for post in below.get(above, ())
        ]

    return branches(None)


def proposals_waiting(actor: Actor, at: datetime) -> Sequence[Waiting]:
    """Open proposals that the actor made or may decide, the oldest first: four queries."""
    wanted = Q(organisation_id__in=actor.organisations_with(Right.POSTS_MANAGE))
    wanted |= Q(proposed_by=actor.name)
    if actor.holds_any([Right.INSTALLATION_MANAGE]):
        wanted = Q()
    listed = Proposal.objects.filter(wanted, state=ProposalState.OPEN, expires_at__gt=at)
    proposals = list(listed.select_related("organisation").order_by("pk")[:MOST_ROWS])
    posts = _told(actor, [one for one in proposals if one.kind.startswith("post.")], at)
    joins = [one for one in proposals if one.kind == JOIN]
    return [*posts, *_told(actor, joins, at, masked=True)]


def proposal_for(actor: Actor, key: int, at: datetime, *, masked: bool = False) -> Waiting:
    """One proposal, open or over. Raises ``NotFound`` for those who may not know of it.

    ``masked`` reads no name in full, so nothing goes on the record.
    """
    found = Proposal.objects.filter(pk=key).select_related("organisation").first()
    if found is None or not appointments.can_know_proposal(actor, found):
        raise NotFound
    if not found.kind.startswith("post.") and found.kind != JOIN:
        raise NotFound  # it stands on the page of what it changes
    return _told(actor, [found], at, masked=masked)[0]


def invitations_open(
    actor: Actor, organisation: Organisation, at: datetime
) -> Sequence[Invitation]:
    """Links to the organisation's posts that still open something, newest first."""
    found = Invitation.objects.filter(
        post__organisation=organisation, used_at=None, revoked_at=None, expires_at__gt=at
    ).select_related("post")
    return [
        one for one in found.order_by("-pk")[:MOST_ROWS] if appointments.can_manage(actor, one.post)
    ]


def invitation_by_hash(token_hash: bytes) -> Invitation:
    """The invitation behind a link, whoever opens it. Raises ``NotFound``."""
    found = (
        Invitation.objects.filter(token_hash=token_hash)
        .select_related("post__organisation", "post__region", "takes_over")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _told(
    actor: Actor, proposals: Sequence[Proposal], at: datetime, *, masked: bool = False
) -> Sequence[Waiting]:
    posts = Post.objects.select_related("organisation").in_bulk(
        {one.facts["post"] for one in proposals if "post" in one.facts}
    )
    named = {one.facts.get(key) for one in proposals for key in ("person", "into")} - {None}
    people = Person.objects.in_bulk(named)
    told = []
    for one in proposals:
        person = people.get(one.facts.get("person"))
        reader = Actor.stranger() if masked else actor
        if one.kind == JOIN:
            told.append(_told_join(actor, reader, one, people))
            continue
        shown = [] if person is None else [person]
        names = colleague_names(reader, one.organisation_id, shown, at)
        post = posts[one.facts["post"]]
        told.append(
            Waiting(
                proposal=one,
                post=post,
                name=names[person.pk] if person is not None else "",
                rights=one.facts["rights"].split() if "rights" in one.facts else post.rights,
                is_own=one.proposed_by == actor.name,
                may_decide=appointments.can_decide(actor, one)
                and (person is None or person.pk != actor.person_id),
            )
        )
    return told


def _told_join(
    actor: Actor, reader: Actor, proposal: Proposal, people: Mapping[int, Person]
) -> Waiting:
    """Two records that may be one person's: both names, as far as ``reader`` may read them."""
    person, into = people[proposal.facts["person"]], people[proposal.facts["into"]]
    both = (person, into)
    return Waiting(
        proposal=proposal,
        post=None,
        name=name_as_allowed(reader, person)[0],
        rights=[],
        is_own=proposal.proposed_by == actor.name,
        may_decide=appointments.can_decide(actor, proposal)
        and all(can_read_name(actor, one.pk) and one.pk != actor.person_id for one in both),
        into=name_as_allowed(reader, into)[0],
    )
