"""A guardian registers a child under fourteen, and from then on acts for it (PIPL 31)."""

from datetime import date, datetime

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.agreements import CHILD, agreement_in
from liushui.parties.queries import person_by_id
from liushui.parties.services import NameEmpty, agree, record, register_person
from liushui.privacy import policies, queries
from liushui.privacy.models import Guardianship


class ChildTooOld(DomainError):
    """Who is fourteen decides alone."""

    code = "child_too_old"
    message = gettext_noop("From 14 on a child decides about these data alone.")
    remedy = gettext_noop("The child can sign in with a number of its own.")


class ChildBornWrong(DomainError):
    """A birthday that has not come yet."""

    code = "child_born_wrong"
    message = gettext_noop("This day has not come yet.")
    remedy = gettext_noop("Copy the birthday from the household register.")


class TooManyChildren(DomainError):
    """A family, not a school: an organisation's children come as its cases."""

    code = "too_many_children"
    status = 409
    message = gettext_noop("At most %(most)s children can be in one person's care here.")
    remedy = gettext_noop("Organisations register children as cases.")


@transaction.atomic
def add_child(
    actor: Actor, *, name: str, born_on: date, language: str, at: datetime
) -> Guardianship:
    """Register a child in the actor's care; name and birthday are sealed under the child's key.

    The guardian's agreement to these words is recorded. The same child is not made twice. Raises
    ``ChildTooOld``, ``ChildBornWrong``, ``NameEmpty`` and ``TooManyChildren``.
    """
    if actor.person_id is None:
        raise NotFound
    plain = " ".join(name.split())
    if not plain:
        raise NameEmpty
    if born_on > day_of(at):
        raise ChildBornWrong
    if policies.comes_of_age(born_on) <= day_of(at):
        raise ChildTooOld
    children = queries.children_of(actor, at)
    for known in children:
        if (known.name, known.born_on) == (plain, born_on):
            return known.guardianship
    if len(children) >= queries.MOST_CHILDREN:
        raise TooManyChildren(most=queries.MOST_CHILDREN)
    child = register_person(actor, name=plain, at=at)
    guardian = person_by_id(actor.person_id)
    agree(actor, guardian, agreement_in(language, CHILD), at=at)
    held = Guardianship.objects.create(
        child=child,
        guardian=guardian,
        born_on_sealed=vault.seal(child.vault_id, policies.BORN_ON, born_on.isoformat()),
        since=at,
    )
    record(actor, "child.added", held, at=at)
    return held
