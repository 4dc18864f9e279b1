"""Records of a kind of their own, so that the log is tested without money."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from liushui.transparency.sources import Draft
from tests.transparency.leaves import org

ORIGIN = "log.example.org/2026"
AT = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
BODY = org()
OTHER_BODY = org("53110000MJ0190719")
PERSON = UUID(int=7)


class Documents:
    """Documents by their number: odd ones are another body's, those from 9000 cannot be said."""

    kind = "doc"

    def __init__(self) -> None:
        self.forgotten: list[int] = []
        self.asked: list[int] = []
        self.mended = False
        self.meanwhile: Callable[[], object] | None = None

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        return {one: self._draft(one) for one in subjects if one < 9_500}

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        self.asked.append(after)
        if self.meanwhile is not None:
            self.meanwhile()
        return [one for one in self.forgotten if one > after][:limit]

    def hold(self) -> None:
        """Nobody writes any beside the test."""

    def find(self, reference: str) -> int | None:
        return int(reference[1:]) if reference.startswith("D") else None

    def _draft(self, number: int) -> Draft:
        year = 2025 if number % 10 == 3 else 2026
        is_unfit = number >= 9_000 and not self.mended
        path = "Not A Path" if is_unfit else f"doc/{number}.pdf"
        return Draft(
            OTHER_BODY if number % 2 else BODY,
            date(year, 3, 1),
            {"digest": f"{number:064x}", "path": path},
            {"name": "林小满", "sum": number},
            PERSON if number % 5 else None,
        )
