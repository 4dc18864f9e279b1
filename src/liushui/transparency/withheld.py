"""Leaves that say which entry is withheld, and on which basis: corrections of the log itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from liushui.kernel.clock import day_of
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models_beside import Withholding
from liushui.transparency.sources import Draft


class WithholdingSource:
    """Of the body whose entry it was, with its account, so that whoever checks knows which."""

    kind = "withholding"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        rows = Withholding.objects.filter(pk__in=subjects).select_related("entry")
        return {one.pk: _draft(one, parsed_leaf(bytes(one.entry.leaf))) for one in rows}

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        """It is owed in the transaction that writes it."""
        del after, limit
        return ()

    def hold(self) -> None:
        """Nothing is withheld before the log is open."""

    def find(self, reference: str) -> int | None:
        """Nobody has a reference of it."""
        del reference
        return None


def _draft(one: Withholding, leaf: Mapping[str, Any]) -> Draft:
    account = {"prj": leaf["prj"], "cur": leaf["cur"], "delta": 0} if "prj" in leaf else {}
    said = {
        "ref": one.entry_id,
        "ref_hash": bytes(one.entry.hash).hex(),
        "reason": "personal",
        "basis": one.basis,
        "roles": list(one.roles),
        **account,
    }
    return Draft(leaf["org"], day_of(one.at), said, kind="correction")
