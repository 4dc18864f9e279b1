"""What people are told of instructions: that one waits for them, and what became of their own."""

from datetime import datetime

from django.urls import reverse

from liushui.books.models import Instruction
from liushui.books.policies import DECIDING
from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell_all
from liushui.parties.queries.posts import actors_serving

TO_DECIDE = NoticeKind(
    "instruction-to-decide",
    gettext_noop("Instructions on the books that wait for me"),
    gettext_noop("An instruction on the books waits for a second person: %(reference)s"),
)
DECIDED = NoticeKind(
    "instruction-decided",
    gettext_noop("Instructions of mine that were decided"),
    gettext_noop("An instruction of yours on the books was decided: %(reference)s"),
)
_PERSON = "person:"


def register_notices() -> None:
    """At start-up."""
    for kind in (TO_DECIDE, DECIDED):
        register_kind(kind)


def tell_deciders(one: Instruction, *, at: datetime) -> None:
    """Everyone who may be the second person."""
    people = {
        actor.person_id
        for actor in actors_serving([one.organisation_id], day_of(at))
        if actor.person_id is not None
        and actor.name != one.proposed_by
        and any(actor.holds(right, one.organisation_id) for right in DECIDING)
    }
    _tell(TO_DECIDE, people, one, at)


def tell_proposer(one: Instruction, *, at: datetime) -> None:
    """Whoever proposed it."""
    if one.proposed_by.startswith(_PERSON) and one.proposed_by != one.decided_by:
        _tell(DECIDED, {int(one.proposed_by.removeprefix(_PERSON))}, one, at)


def _tell(kind: NoticeKind, people: set[int], one: Instruction, at: datetime) -> None:
    address = reverse("books:instruction", args=[one.reference])
    tell_all(people, kind.name, key=one.reference, path=address, at=at, reference=one.reference)
