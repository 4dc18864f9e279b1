"""Something personal stands in clear: the entry is withheld, its hash stays, every root holds.

First the log itself says on which basis; once that is published the bundle without the entry takes
the place of the bundle with it. Safe to stop anywhere and to say again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.transparency.errors import LogWithholdingWrong
from liushui.transparency.errors_public import LogEntryUnknown
from liushui.transparency.folder import Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.kinds import CODE, ROLE
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.format.tiles import WIDTH, Shown, bundled_redacted, tile_at
from liushui.transparency.models import Entry, Position
from liushui.transparency.models_beside import Withholding
from liushui.transparency.queries.heads import published_size
from liushui.transparency.queries.reading import open_log
from liushui.transparency.services.opening import owe
from liushui.transparency.services.publishing import pass_fence, publish
from liushui.transparency.services.sequencing import sequence_all
from liushui.transparency.tilesets import entries_of

_OPERATOR = Actor.system("operator")
# What they say is codes, and no check of the log could do without them.
_NEVER = frozenset({"genesis", "key", "policy", "summary", "transfer", "correction", "erasure"})


def withhold(
    index: int, *, basis: str, roles: Sequence[str], at: datetime, folder: Folder | None = None
) -> int:
    """Withhold one published entry; how many are withheld now.

    Raises ``LogNotOpen``, ``LogEntryUnknown``, ``LogWithholdingWrong``, and what publishing raises.
    """
    open_log()
    _decide(index, basis, sorted(set(roles)), at)
    sequence_all(at=at)
    publish(folder)
    return _redact(folder or Folder.of_home())


@transaction.atomic
def _decide(index: int, basis: str, roles: Sequence[str], at: datetime) -> None:
    size = published_size()
    entry = Entry.objects.filter(pk=index).first() if 0 <= index < size else None
    if entry is None:
        raise LogEntryUnknown(size=size)
    _require_fit(bytes(entry.leaf), basis, roles)
    decided, is_new = Withholding.objects.get_or_create(
        entry=entry, defaults={"basis": basis, "roles": roles, "at": at}
    )
    if is_new:
        owe("withholding", [decided.pk])
        record(_OPERATOR, "log.withheld", decided, at=at, entry=index, basis=basis)


def _require_fit(content: bytes, basis: str, roles: Sequence[str]) -> None:
    try:
        kind = parsed_leaf(content)["k"]
    except BadBytes:
        raise LogWithholdingWrong from None
    if kind in _NEVER or not CODE(basis) or len(roles) < 2 or not all(map(ROLE, roles)):  # noqa: PLR2004
        raise LogWithholdingWrong


@transaction.atomic
def _redact(folder: Folder) -> int:
    """Put the bundles without them where the log has published why; how many entries."""
    pass_fence()
    size = published_size()
    said = Position.objects.filter(kind="withholding", entry_id__lt=size).values("subject")
    places = set(Withholding.objects.filter(pk__in=said).values_list("entry_id", flat=True))
    for number in sorted({place // WIDTH for place in places}):
        _redact_tile(folder, number, size, places)
    return len(places)


def _redact_tile(folder: Folder, number: int, size: int, places: Iterable[int]) -> None:
    """The new bundle first; then all that still holds what is withheld, parts of before too."""
    tile, hidden = tile_at(0, number, size), set(places)
    shown = [
        Shown(None, one.hash) if at in hidden else one
        for at, one in enumerate(entries_of(folder, tile), tile.first)
    ]
    content = bundled_redacted(shown)
    if folder.read(tile.redacted_path) != content:
        folder.replace(tile.redacted_path, content)
    whole = tile._replace(width=WIDTH)
    folder.remove(whole.entries_path)
    folder.drop(f"{whole.entries_path}.p")
    folder.keep_only(f"{whole.redacted_path}.p", tile.redacted_path)
