"""What happens to a project's money after the project: told by the modules above, through here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Purse:
    """A fund that holds the project's money in one organisation, and the fund that fills it."""

    fund_id: int
    from_fund_id: int
    organisation_name: str
    organisation_name_en: str = ""
    label: str = ""
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class MoneyOut:
    """One line of the day-book of money out: passed on to an organisation, or used."""

    reference: str
    day: date
    amount_minor: int
    is_use: bool
    label: str
    label_en: str
    by: str
    by_en: str
    to: str
    to_en: str = ""
    photo: str = ""
    case_number: str = ""


class Relay(Protocol):
    """Who knows where a project's money went on."""

    def purses_below(self, project_id: int) -> Sequence[Purse]:
        """The funds that agreements fill, each after the fund that fills it."""

    def purses_of_many(self, project_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The ids of the funds below each of these projects."""

    def used_by_line(self, project_id: int) -> Mapping[int | None, int]:
        """What was used on each budget line, by its id."""

    def money_out(self, project_id: int, limit: int) -> Sequence[MoneyOut]:
        """The newest lines of the day-book of money out."""


class NothingBelow:
    """A house in which no module passes money on."""

    def purses_below(self, project_id: int) -> Sequence[Purse]:
        del project_id
        return ()

    def purses_of_many(self, project_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        del project_ids
        return {}

    def used_by_line(self, project_id: int) -> Mapping[int | None, int]:
        del project_id
        return {}

    def money_out(self, project_id: int, limit: int) -> Sequence[MoneyOut]:
        del project_id, limit
        return ()


_relay: Relay = NothingBelow()


def register_relay(relay: Relay) -> None:
    """Called once, when the module that passes money on starts up."""
    global _relay  # noqa: PLW0603 - one relay for the whole process, set at start-up
    _relay = relay


def relay() -> Relay:
    """The relay that was registered."""
    return _relay
