"""Who may come to an address at all. What they may do there is the policies' question."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What a post allows within its organisation and region."""

    PROJECT_EDIT = "project.edit"
    MONEY_DRAFT = "money.draft"
    MONEY_APPROVE = "money.approve"
    MONEY_PAY = "money.pay"
    USE_REPORT = "use.report"
    CASE_EDIT = "case.edit"
    GIFT_READ = "gift.read"
    GIFT_IMPORT = "gift.import"
    BOOKS_SEAL = "books.seal"
    AUDIT_READ = "audit.read"


@dataclass(frozen=True, slots=True)
class Access:
    """The gate of one address: anyone, anyone signed in, or holders of any of some rights."""

    signed_in: bool = False
    rights: frozenset[Right] = frozenset()
    demo_only: bool = False


PUBLIC = Access()
SIGNED_IN = Access(signed_in=True)
DEMO_ONLY = Access(demo_only=True)


def holders_of(*rights: Right) -> Access:
    """The gate for those who hold, in any organisation, at least one of these rights."""
    return Access(signed_in=True, rights=frozenset(rights))
