"""The pools whose books the actor may read, and the terms that wait for a second person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from liushui.books import policies
from liushui.books.models import PoolProposal
from liushui.books.states import InstructionState
from liushui.kernel.errors import NotFound
from liushui.ledger.queries.pools import PoolStanding, pool_by_id, pools_of
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.ledger.models import MatchingPool

PROPOSALS_SHOWN = 20


def pools_in_console(actor: Actor) -> Sequence[PoolStanding]:
    """The pools of the organisations whose books the actor may read, newest first."""
    return pools_of(policies.bodies_with_open_books(actor))


def pool_for(actor: Actor, pool_id: int) -> "MatchingPool":
    """The pool, or ``NotFound`` if its books are not open to the actor."""
    pool = pool_by_id(pool_id)
    if not policies.can_read(actor, pool.fund.holder.organisation_id or 0):
        raise NotFound
    return pool


def proposals_of(pool: "MatchingPool") -> Sequence[PoolProposal]:
    """Terms that wait for a second person, newest first."""
    waiting = PoolProposal.objects.filter(pool=pool, state=InstructionState.PROPOSED)
    return list(waiting.order_by("-pk")[:PROPOSALS_SHOWN])


def proposal_for_update(actor: Actor, key: int) -> PoolProposal:
    """The proposal, locked; ``NotFound`` for whom its pool's books are closed."""
    one = PoolProposal.objects.select_for_update(no_key=True).filter(pk=key).first()
    if one is None or not policies.can_read(actor, one.organisation_id):
        raise NotFound
    return one
