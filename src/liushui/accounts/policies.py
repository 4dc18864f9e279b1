"""Which rights ask for a second factor. The reasons stand in decision 0016."""

from collections.abc import Set as AbstractSet

from liushui.parties.access import Right
from liushui.parties.actors import Actor

# Who approves, pays or books money, who hands out posts, who sets up the house, who answers for
# people's data. A draft moves nothing: the approver looks at it.
STRONG_RIGHTS = frozenset(
    {
        Right.MONEY_APPROVE,
        Right.MONEY_PAY,
        Right.BOOKS_SEAL,
        Right.POSTS_MANAGE,
        Right.INSTALLATION_MANAGE,
        Right.PRIVACY_ANSWER,
    }
)


def needs_second_factor(actor: Actor, rights: AbstractSet[str]) -> bool:
    """Whether the actor comes to an address of these rights by a post that asks for two proofs."""
    strong = STRONG_RIGHTS & rights
    return bool(strong) and actor.holds_any(strong)
