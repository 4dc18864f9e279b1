"""Instructions as those may see them who may read the organisation's books."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.books import policies
from liushui.books.models import Instruction
from liushui.books.states import InstructionState
from liushui.books.wording import fund_in_words
from liushui.insight.queries.entries import Entry, Step, entries_of_steps
from liushui.insight.queries.names import fund_names
from liushui.insight.queries.whereabouts import Ending, whereabouts
from liushui.kernel.errors import NotFound
from liushui.ledger.queries.flows import movements_by_id
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_WAITING = 50
MOST_ENTRIES = 50


def instructions_in_console(actor: Actor) -> "QuerySet[Instruction]":
    """All that the actor may see: the console's table bounds them."""
    seen = Instruction.objects.select_related("organisation")
    if actor.is_system:
        return seen
    return seen.filter(organisation_id__in=policies.bodies_with_open_books(actor))


def instruction_for(actor: Actor, reference: str) -> Instruction:
    """The instruction, or ``NotFound`` if the actor may not know of it."""
    found = instructions_in_console(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound
    return found


def instruction_for_update(actor: Actor, reference: str) -> Instruction:
    """As ``instruction_for``, locked until the transaction ends."""
    seen = instructions_in_console(actor).filter(reference=reference)
    found = seen.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise NotFound
    return found


def instructions_to_decide(actor: Actor) -> Sequence[Instruction]:
    """What waits for the actor's word, the oldest first."""
    bodies = policies.bodies_to_decide_for(actor)
    if not bodies:
        return []
    waiting = Instruction.objects.filter(
        organisation_id__in=bodies, state=InstructionState.PROPOSED
    )
    return list(waiting.exclude(proposed_by=actor.name).order_by("pk")[:MOST_WAITING])


def entries_of(one: Instruction) -> Sequence[Entry]:
    """The entries that came of it, in the order of the book, named for its page."""
    numbers = list(one.entries.order_by("movement_id").values_list("movement_id", flat=True))
    found = movements_by_id(numbers)
    moved = [found[number] for number in numbers[:MOST_ENTRIES]]
    return entries_of_steps([Step(m.pk, m.source_id, m.target_id, m.amount) for m in moved])


def facts_of(one: Instruction) -> Sequence[tuple[str, str]]:
    """What was filled in, by its name, for its page: funds by the names that the public knows."""
    names = fund_names(number for number in (one.fund_id, one.to_fund_id) if number)
    said = [
        (_("Number of the gift"), one.gift),
        (_("Out of which fund"), fund_in_words(names.get(one.fund_id or 0))),
        (_("Into which fund"), fund_in_words(names.get(one.to_fund_id or 0))),
        (_("Why the law asks for it"), str(one.get_cause_display()) if one.cause else ""),
        (_("Number of the bank or the payment service"), one.outside_ref),
        (_("Why"), one.why),
    ]
    return [(name, value) for name, value in said if value]


def endings_of_gift(reference: str) -> Sequence[Ending]:
    """Where the gift is now; nothing for an instruction that is about none."""
    if not reference:
        return []
    return whereabouts(reference).endings[:MOST_ENTRIES]
