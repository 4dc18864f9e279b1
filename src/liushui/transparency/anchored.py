"""Leaves about heads that a third party stamped."""

from collections.abc import Mapping, Sequence

from liushui.kernel.clock import day_of
from liushui.transparency.models import Log
from liushui.transparency.models_beside import Anchor
from liushui.transparency.sources import Draft


class AnchorSource:
    """The log's own word of where else its heads are kept."""

    kind = "anchor"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        log = Log.objects.get()
        return {
            one.pk: Draft(
                log.organisation_code,
                day_of(one.at),
                {"size": one.head_id, "digest": one.digest, "path": one.path},
            )
            for one in Anchor.objects.filter(pk__in=subjects)
        }

    def not_owed(self, after: int, limit: int = 0) -> Sequence[int]:
        """It is owed in the transaction that writes it."""
        del after, limit
        return ()

    def hold(self) -> None:
        """Nothing is anchored before the log is open."""

    def find(self, reference: str) -> int | None:
        """Nobody has a reference of it."""
        del reference
        return None
