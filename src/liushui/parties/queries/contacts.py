"""A person as one organisation knows them: found by a number, with every role they have there."""

from collections.abc import Sequence
from dataclasses import dataclass

from liushui.base.forms import in_reader_language
from liushui.base.personal import personal_holders
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.contacts import Role, roles_of
from liushui.parties.models import Organisation, Person, PostHolding
from liushui.parties.policies import ProcessingStopped
from liushui.parties.queries.people import masked_name, person_by_phone, person_name


@dataclass(frozen=True, slots=True)
class Contact:
    """One person's record. ``is_masked``: the actor has no purpose for which to read the name."""

    person: Person
    name: str
    is_masked: bool
    roles: Sequence[Role]
    joined: int


def known_in(person_id: int) -> frozenset[int]:
    """The organisations whose records point to the person."""
    return frozenset().union(*(holder.known_in(person_id) for holder in personal_holders()))


class NobodyKnown(DomainError):
    """A number that leads to nobody of this organisation, whoever else it may lead to."""

    code = "nobody_known"
    status = 404
    message = gettext_noop("Nobody of this organisation is known by this number.")
    remedy = gettext_noop("Copy it from a gift, a case or the person's own words.")


def contact_behind(organisation_id: int, words: str) -> int:
    """Whom a phone, a gift's reference or a case's number of this organisation leads to.

    Raises ``NobodyKnown``, the same for whom only others know.
    """
    plain = words.strip()
    for holder in personal_holders() if plain else ():
        found = holder.person_behind(plain.upper(), organisation_id)
        if found is not None:
            return found
    person = person_by_phone(plain)
    if person is None or organisation_id not in known_in(person.pk):
        raise NobodyKnown
    return person.pk


def contact_for(actor: Actor, organisation: Organisation, person_id: int) -> Contact:
    """One person as the organisation knows them; a joined record answers as the one it joined.

    The name is read for a purpose and on the record, or masked. Raises ``NotFound`` for whom the
    organisation does not know.
    """
    person = Person.objects.select_related("merged_into").filter(pk=person_id).first()
    if person is not None and person.merged_into is not None:
        person = person.merged_into
    if person is None or person.erased_at or organisation.pk not in known_in(person.pk):
        raise NotFound
    name, is_masked = name_as_allowed(actor, person)
    return Contact(
        person=person,
        name=name,
        is_masked=is_masked,
        roles=roles_of(actor, person.pk, organisation.pk),
        joined=person.merged.count(),
    )


def name_as_allowed(actor: Actor, person: Person) -> tuple[str, bool]:
    """The name for a purpose and on the record; masked for those without one."""
    if not policies.can_read_name(actor, person.pk):
        return masked_name(person), True
    try:
        return person_name(actor, person), False
    except (NotAllowed, ProcessingStopped):
        return masked_name(person), True


def roles_of_colleague(actor: Actor, person_id: int, organisation_id: int) -> Sequence[Role]:
    """The posts that the person holds or held in the organisation, newest first."""
    del actor  # whoever may open the page gives out the posts
    held = PostHolding.objects.filter(
        person_id=person_id, post__organisation_id=organisation_id
    ).select_related("post")
    return [
        Role(
            title=in_reader_language(one.post.title, one.post.title_en),
            text=f"{one.since.isoformat()} – {one.until.isoformat() if one.until else ''}",
        )
        for one in held.order_by("-since", "-pk")
    ]
