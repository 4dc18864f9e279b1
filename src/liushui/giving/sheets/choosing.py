"""Which worksheet of a workbook is the list."""

from collections.abc import Mapping, Sequence

from liushui.base.collecting import without_collecting
from liushui.giving.sheets.cells import Row
from liushui.giving.sheets.reading import (
    ColumnsMissing,
    HeaderMissing,
    Sheet,
    SheetUnclear,
    understand,
)


@without_collecting()
def the_list(
    sheets: Mapping[str, Sequence[Row]], columns: Mapping[str, str] | None = None
) -> tuple[Sequence[Row], Sheet]:
    """The rows and what was understood of the one worksheet that holds gifts.

    Raises ``HeaderMissing`` or ``ColumnsMissing`` where none does, ``SheetUnclear`` where several
    do.
    """
    found = {}
    refused: HeaderMissing | ColumnsMissing = HeaderMissing()
    for title, rows in sheets.items():
        try:
            sheet = understand(rows, columns)
        except (HeaderMissing, ColumnsMissing) as error:
            refused = error
            continue
        if sheet.gifts or sheet.unread:
            found[title] = rows, sheet
    if not found:
        raise refused
    if len(found) > 1:
        raise SheetUnclear(count=len(found), sheets=", ".join(found))
    return next(iter(found.values()))
