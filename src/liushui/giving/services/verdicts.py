"""What is said beside each row of a list, and of the list as a whole: on screen and in reports."""

from collections.abc import Mapping

from liushui.giving.services.importing import Imported
from liushui.giving.services.planning import Plan, RowFault
from liushui.giving.sheets.reading import RowKind
from liushui.giving.sheets.words import (
    Line,
    came_of,
    doubt_words,
    fault_words,
    gift_words,
    planned,
    refused_words,
    row_words,
    understood,
)

Verdict = tuple[str, str]
# A row's fingerprint: what was said of its doubt, and the reference of the gift that it resembles.
Doubted = Mapping[bytes, tuple[str, str]]


def lines_of(plan: Plan, done: Imported | None, *, is_refused: bool = False) -> list[Line]:
    """How the list was read, how it stands to the books, and what was done."""
    known = sum(mark in plan.known for mark in plan.prints)
    count = 0 if is_refused else len(plan.fresh) if done is None else done.count
    return [
        *understood(plan.sheet),
        *planned(known, plan.gone, is_reissue=plan.is_reissue),
        came_of(count, is_refused=is_refused, is_done=done is not None),
    ]


def verdicts_of(
    plan: Plan, done: Imported | None, doubted: Doubted | None = None
) -> dict[tuple[int, int], Verdict]:
    """Words and a reference for each part of each row, by row and group."""
    verdicts: dict[tuple[int, int], Verdict] = {
        (piece.row, piece.group): (row_words(piece.kind), "")
        for piece in plan.sheet.pieces
        if piece.kind != RowKind.GIFT
    }
    for n, (gift, mark) in enumerate(zip(plan.sheet.gifts, plan.prints, strict=True)):
        verdicts[gift.row, gift.group] = _verdict(plan, done, doubted or {}, (n, mark))
    return verdicts


def _verdict(plan: Plan, done: Imported | None, doubted: Doubted, at: tuple[int, bytes]) -> Verdict:
    n, mark = at
    references = done.references if done is not None else plan.known
    fault: RowFault | None = plan.faults.get(n)
    if fault is not None:
        return fault_words(is_twice=fault == RowFault.TWICE), references.get(mark, "")
    if done is not None and mark in done.refused:
        return refused_words(done.refused[mark]), ""
    if mark in doubted and mark not in references:
        answer, reference = doubted[mark]
        return doubt_words(answer, reference), ""
    is_known = mark in plan.known
    return gift_words(is_known=is_known, is_done=done is not None), references.get(mark, "")
