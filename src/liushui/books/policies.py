"""Who may read an organisation's books: whoever serves it as a whole under a post for it."""

from liushui.parties.access import Right
from liushui.parties.actors import Actor

READING = (
    Right.GIFT_READ,
    Right.MONEY_DRAFT,
    Right.MONEY_APPROVE,
    Right.MONEY_PAY,
    Right.BOOKS_SEAL,
    Right.AUDIT_READ,
)


def bodies_with_open_books(actor: Actor) -> frozenset[int]:
    """The organisations whose books the actor may read."""
    return frozenset().union(*(actor.organisations_with(right) for right in READING))
