"""Files of strangers: never more of them in memory than anything honest needs."""

from pathlib import Path

from liushui_verify.outcomes import Invalid

MAX_BYTES = 1_000_000


def read_bounded(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The whole file. Raises where it is longer than the limit, however long that is."""
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise Invalid("too_long", path=path.name[:80], limit=limit)
    return content
