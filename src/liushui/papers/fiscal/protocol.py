"""What this house asks of a service that issues the official receipt, and what it answers.

Each province has its own service; one is connected by a class with these three methods. The law's
form (财综〔2024〕1号, art 6) says what is asked; nothing else of a person leaves the house.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from liushui.kernel.errors import DomainError, gettext_noop


class FiscalSilent(DomainError):
    """The service gave no answer that is its own. The same is asked again later."""

    code = "fiscal_silent"
    status = 503
    message = gettext_noop("The fiscal service for receipts does not answer at the moment.")
    remedy = gettext_noop("Nothing is lost: it is asked again by itself. Samples stay until then.")


class FiscalRefused(DomainError):
    """The service answered and declined; ``reason`` is its own code."""

    code = "fiscal_refused"
    status = 502
    message = gettext_noop("The fiscal service declined the receipt (%(reason)s).")
    remedy = gettext_noop("Tell whoever runs this site this code.")


@dataclass(frozen=True, slots=True)
class FiscalRequest:
    """A receipt to be issued. ``key`` names it: the same key twice is one receipt.

    Asked again, the service answers with the receipt that it issued first, whatever else is said
    beside the key: a question that was cut off is repeated when a title or a name has changed.
    """

    key: str
    organisation_code: str
    payer: str
    payer_code: str
    project_number: str
    project_title: str
    amount_minor: int
    given_on: date
    note: str


@dataclass(frozen=True, slots=True)
class FiscalAnswer:
    """票据代码, 票据号码, 校验码, the day of issue, and the sum that the receipt says."""

    code: str
    number: str
    check: str
    issued_on: date
    amount_minor: int


class FiscalService(Protocol):
    """One service. Its calls are safe to repeat; they raise ``FiscalSilent``, ``FiscalRefused``."""

    def is_ready(self) -> bool:
        """Whether it is set up: without it, papers stay samples."""

    def issue(self, asked: FiscalRequest) -> FiscalAnswer:
        """Issue a receipt."""

    def reverse(self, *, key: str, code: str, number: str, why: str) -> FiscalAnswer:
        """Take a receipt back (红冲) under a number of its own."""


@dataclass
class _Registry:
    make: list[Callable[[], FiscalService]] = field(default_factory=list)


_registry = _Registry()


def use_fiscal_service(make: Callable[[], FiscalService]) -> None:
    """Ask this one from now on."""
    _registry.make[:] = [make]


def fiscal_service() -> FiscalService:
    """The service that is asked."""
    return _registry.make[0]()
