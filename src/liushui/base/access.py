"""Who may come to an address at all. What they may do there is the policies' question."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """The gate of one address: anyone, anyone signed in, or holders of any of some rights."""

    signed_in: bool = False
    rights: frozenset[str] = frozenset()
    demo_only: bool = False


PUBLIC = Access()
SIGNED_IN = Access(signed_in=True)
DEMO_ONLY = Access(demo_only=True)
