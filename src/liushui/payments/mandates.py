"""What a regular gift asks of a provider: an agreement, a warning before each charge, the charge.

The outcome of a charge is the ordinary word about its order: call-back or query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Standing(StrEnum):
    """Where an agreement stands at the provider."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    ENDED = "ended"


class StillWarned(Exception):
    """The provider's last warning is in force: it takes no other now."""


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What the donor is asked to sign: no name, no phone; ``code`` is ours, letters and digits."""

    code: str
    shown: str
    limit_minor: int
    first_on: date
    is_yearly: bool
    notify_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class AgreementWord:
    """What the provider says of an agreement. Its ``contract_id`` is "" until it is signed."""

    code: str
    contract_id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class NewCharge:
    """One charge: the order's reference makes it safe to ask twice."""

    reference: str
    description: str
    amount_minor: int
    contract_id: str
    notify_url: str


class Mandates(Protocol):
    """One provider. Every call may raise ``ProviderSilent`` and ``ProviderRefused``."""

    def sign(self, wanted: NewAgreement, *, at: datetime) -> str:
        """Where the donor signs. The same code again is the same agreement."""
        ...

    def agreement_of(self, code: str, *, at: datetime) -> AgreementWord:
        """What became of an agreement; one that the provider does not know is unsigned."""
        ...

    def forewarn(self, contract_id: str, amount_minor: int, on: date, *, at: datetime) -> None:
        """Have the provider tell its payer what will be charged, not before this day.

        Raises ``StillWarned`` where it was told of something shortly before.
        """
        ...

    def charge(self, charge: NewCharge, *, at: datetime) -> None:
        """Ask for the money. Asked already: nothing more is done."""
        ...

    def end(self, word: AgreementWord, *, at: datetime) -> None:
        """End the agreement; one that has ended stays so."""
        ...

    def named_in(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        """The code in a call-back about an agreement. Raises ``Untrusted`` for what is not proven.

        What it says beyond that is not acted on: the provider is asked.
        """
        ...
