"""What else leaves an organisation's bank accounts and comes home to them than disbursements.

Uses (``moves``) and modules above register when the installation starts. The daily matching with
the bank asks here and names what it found by its reference, since it stands beside them and may
not know their tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Moved:
    """A payment that left, or one that came home, as people booked it with the bank's slip.

    ``reference`` is unique among all modules; ``receiver`` is the name that the bank's line bears,
    "" where only its people's word for it is known.
    """

    reference: str
    amount_minor: int
    at: datetime
    bank_ref: str
    receiver: str = ""
    is_use: bool = False


class MovesMoney(Protocol):
    """A module whose people book payments out of accounts that are compared here."""

    def paid_between(
        self, organisation_id: int, first: datetime, before: datetime
    ) -> Sequence[Moved]:
        """What its people booked as paid by the bank in a time, oldest first."""

    def returned_between(
        self, organisation_id: int, first: datetime, before: datetime
    ) -> Sequence[Moved]:
        """What they booked as come home in a time, oldest first."""

    def agreed_to(self, organisation_id: int) -> Sequence[tuple[int, str]]:
        """Sum and receiver of what may have left the bank and is not booked as paid."""

    def page_of(self, reference: str) -> str:
        """Where a person reads about one; "" for one that is not its own."""


_MODULES: list[MovesMoney] = []


def register_moves(module: MovesMoney) -> None:
    """At start-up."""
    _MODULES.append(module)


def moved_out(organisation_id: int, first: datetime, before: datetime) -> list[Moved]:
    """What left by any of them."""
    return [
        one for module in _MODULES for one in module.paid_between(organisation_id, first, before)
    ]


def moved_home(organisation_id: int, first: datetime, before: datetime) -> list[Moved]:
    """What came home to any of them."""
    return [
        one
        for module in _MODULES
        for one in module.returned_between(organisation_id, first, before)
    ]


def agreed_to(organisation_id: int) -> list[tuple[int, str]]:
    """Sums and receivers of what may have left without anybody having entered it."""
    return [one for module in _MODULES for one in module.agreed_to(organisation_id)]


def page_of(reference: str) -> str:
    """Where a person reads about one of theirs; "" where nobody knows it."""
    pages = (module.page_of(reference) for module in _MODULES) if reference else ()
    return next((page for page in pages if page), "")
