"""Two records of one human being become one: two people decide, and nothing is lost.

What can change points to the remaining record from then on, each step on the record. What is
append-only stays as it was written and is found by ``Person.merged_into``.
"""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.base.personal import personal_holders
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties import appointments, policies
from liushui.parties.actors import Actor
from liushui.parties.models import Account, Person, PostHolding, Proposal
from liushui.parties.queries.contacts import known_in
from liushui.parties.queries.people import NAME, PHONE
from liushui.parties.queries.register import JOIN
from liushui.parties.services.recording import record
from liushui.parties.services.two_people import propose, register_carrier


class SamePerson(DomainError):
    """A record and itself."""

    code = "same_person"
    message = gettext_noop("This is the same record already.")
    remedy = gettext_noop("Give a number that leads to the other record.")


class JoinedSignsIn(DomainError):
    """Whoever signs in keeps their own record: an account never moves to another person."""

    code = "joined_signs_in"
    status = 409
    message = gettext_noop("The other person signs in here, so their record stays.")
    remedy = gettext_noop(
        "Open the other record and join this one to it. If both sign in, one of them erases theirs."
    )


class TwoPhones(DomainError):
    """Two phones may be two people."""

    code = "two_phones"
    status = 409
    message = gettext_noop("The two records have different phones. They may be two people.")
    remedy = gettext_noop("Ask the person. Who changed the phone signs in and says so there.")


class JoinedHoldsPost(DomainError):
    """A post is given to a person by its own rule, never by joining records."""

    code = "joined_holds_post"
    status = 409
    message = gettext_noop("The other person holds or held a post, so their record stays.")
    remedy = gettext_noop("Open the other record and join this one to it.")


class NotJoinable(DomainError):
    """Erased or restricted: nothing but storing may be done."""

    code = "not_joinable"
    status = 409
    message = gettext_noop("One of the two was erased, or asked that their data not be used.")
    remedy = gettext_noop("Leave the records apart.")


class KnownElsewhere(DomainError):
    """Another organisation works with the record too."""

    code = "known_elsewhere"
    status = 409
    message = gettext_noop("Another organisation also works with the other record.")
    remedy = gettext_noop("Leave the records apart. Each organisation keeps its own.")


@transaction.atomic
def merge_people(
    actor: Actor, *, organisation_id: int, person_id: int, into_id: int, at: datetime
) -> Proposal:
    """Propose that ``person_id`` is the same human being as ``into_id``; another person decides.

    Both must be known to the organisation, and the actor must have a purpose to read both names.
    Raises what ``require_joinable`` raises, ``NotFound``, ``NotAllowed``.
    """
    appointments.require_manage_in(actor, organisation_id)
    _require_compare(actor, organisation_id, person_id, into_id)
    _require_joinable(organisation_id, *_locked(person_id, into_id))
    facts = {"person": person_id, "into": into_id}
    return propose(actor, JOIN, organisation_id=organisation_id, facts=facts, at=at)


@transaction.atomic
def unite_by_proof(
    actor: Actor, *, organisation_id: int, person_id: int, into_id: int, at: datetime
) -> None:
    """``person_id``, of whom one list alone knew, is ``into_id``: proven, or decided with a reason.

    Only for the installation itself. Raises what ``require_joinable`` raises, and ``NotFound``.
    """
    if not actor.is_system:
        raise NotAllowed
    person, into = _locked(person_id, into_id)
    _require_joinable(organisation_id, person, into)
    _join(actor, person, into, at=at)


class _Joining:
    """The second person agreed: everything is asked again, then the two are one."""

    def carry(self, actor: Actor, proposal: Proposal, *, at: datetime) -> None:
        person_id, into_id = proposal.facts["person"], proposal.facts["into"]
        _require_compare(actor, proposal.organisation_id, person_id, into_id)
        person, into = _locked(person_id, into_id)
        _require_joinable(proposal.organisation_id, person, into)
        _join(actor, person, into, at=at)


register_carrier(JOIN, _Joining())


def _locked(person_id: int, into_id: int) -> tuple[Person, Person]:
    """Both, locked in one order whoever asks. Raises ``NotFound`` also for joined records."""
    found = Person.objects.select_for_update().filter(pk__in=(person_id, into_id), merged_into=None)
    people = {person.pk: person for person in found.order_by("pk")}
    if person_id == into_id:
        raise SamePerson
    if len(people) < 2:  # noqa: PLR2004 - the two
        raise NotFound
    return people[person_id], people[into_id]


def _require_compare(actor: Actor, organisation_id: int, *people: int) -> None:
    """Whoever says that two are one can read both names, knows both here, and is neither."""
    for one in people:
        if organisation_id not in known_in(one):
            raise NotFound
        if one == actor.person_id or not policies.can_read_name(actor, one):
            raise NotAllowed


def _require_joinable(organisation_id: int, person: Person, into: Person) -> None:
    if any(one.erased_at or one.restricted_at for one in (person, into)):
        raise NotJoinable
    if Account.objects.filter(person=person).exists():
        raise JoinedSignsIn
    if person.phone_lookup is not None and into.phone_lookup is not None:
        raise TwoPhones
    if PostHolding.objects.filter(person=person).exists():
        raise JoinedHoldsPost
    if known_in(person.pk) - {organisation_id}:
        raise KnownElsewhere
    for holder in personal_holders():
        holder.require_joinable(person.pk, into.pk)


def _join(actor: Actor, person: Person, into: Person, *, at: datetime) -> None:
    _bring_over(person, into)
    for holder in personal_holders():
        holder.joined(person.pk, into.pk, at=at)
    Person.objects.filter(merged_into=person).update(merged_into=into)
    person.merged_into, person.merged_at = into, at
    person.save(update_fields=["merged_into", "merged_at"])
    record(actor, "person.joined", into, at=at, joined=person.pk)


def _bring_over(person: Person, into: Person) -> None:
    """What the remaining record lacks is sealed anew under its own key; a phone has one owner."""
    if into.name_sealed is None and person.name_sealed is not None:
        name = vault.open_sealed(person.vault_id, NAME, person.name_sealed)
        into.name_sealed = vault.seal(into.vault_id, NAME, name)
    if person.phone_sealed is not None:
        phone = vault.open_sealed(person.vault_id, PHONE, person.phone_sealed)
        into.phone_sealed = vault.seal(into.vault_id, PHONE, phone)
        into.phone_lookup = person.phone_lookup
        person.phone_sealed = person.phone_lookup = None
        person.save(update_fields=["phone_sealed", "phone_lookup"])
    into.save(update_fields=["name_sealed", "phone_sealed", "phone_lookup"])
