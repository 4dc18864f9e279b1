"""The receipt: one text file that proves a leaf without us (c2sp.org/tlog-proof@v1)."""

from collections.abc import Sequence

from liushui.transparency.format.canonical import canonical
from liushui.transparency.format.notes import to_base64

HEADER = "c2sp.org/tlog-proof@v1"


def receipt_text(
    index: int,
    proof: Sequence[bytes],
    note: str,
    *,
    leaf: bytes,
    disclosures: Sequence[str] = (),
    anchors: Sequence[str] = (),
) -> str:
    """The file. What stands in ``extra`` is proven by its hashes alone: nobody signed that line."""
    extra = {"leaf": to_base64(leaf), "disc": list(disclosures), "anchors": list(anchors)}
    head = [HEADER, f"extra {to_base64(canonical(extra))}", f"index {index}"]
    return "\n".join([*head, *map(to_base64, proof), "", note])
