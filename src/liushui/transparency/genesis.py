"""Entry 0 of a log: under which name it begins, and who answers for it."""

from collections.abc import Mapping, Sequence

from liushui.kernel.clock import day_of
from liushui.transparency.models import Log
from liushui.transparency.sources import Draft


class GenesisSource:
    """The one leaf that the log says of itself."""

    kind = "genesis"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        log = Log.objects.get()
        draft = Draft(log.organisation_code, day_of(log.opened_at), {"origin": log.origin})
        return dict.fromkeys(subjects, draft)

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        """It is owed by the statement that opens the log."""
        del after, limit
        return ()

    def hold(self) -> None:
        """Nobody else writes it."""

    def find(self, reference: str) -> int | None:
        """Nobody has a reference of it."""
        del reference
        return None
