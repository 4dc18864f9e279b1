"""``liushui import gifts``: a published list of gifts, read as it is, each row booked once."""

import argparse
import json
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.services import Imported, Plan, SheetDiffers
    from liushui.giving.sheets.cells import Row
    from liushui.giving.sheets.reading import Sheet

HELP = "import a published list of gifts (.xlsx, .xls, .ods) into a project"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("gifts",), help="what the list holds")
    parser.add_argument("file", type=Path, help="the list as it was published")
    parser.add_argument("--project", required=True, metavar="REF", help="its project's number")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen; write nothing"
    )
    parser.add_argument("--sheet", metavar="NAME", help="the worksheet, if several hold gifts")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="if the list has none")
    parser.add_argument("--as", dest="treat", choices=("new", "reissue"), help="if it is not clear")
    parser.add_argument(
        "--despite-differences",
        action="store_true",
        help="import although its claimed sum or some of its rows are wrong",
    )
    parser.add_argument("--report", type=Path, metavar="PATH", help="default: beside the file")
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils import translation

    zh = os.environ.get("LANG", "").startswith("zh")
    with translation.override("zh-hans" if zh else "en"):
        return _import(args)


def _import(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from liushui.giving import services
    from liushui.ledger.services import sequence_all
    from liushui.parties.actors import Actor

    actor = Actor.system("import")
    rows, sheet = _one_sheet(args.file, args.sheet)
    treat = services.Treat(args.treat) if args.treat else None
    plan = services.plan_import(actor, sheet, project=args.project, treat=treat)
    done, refused = None, None
    try:
        if not args.dry_run:
            done = services.import_gifts(
                actor, plan, at=timezone.now(), on=args.on, despite=args.despite_differences
            )
            sequence_all()
    except services.SheetDiffers as error:
        refused = error
    lines = _lines(plan, done, refused)
    report = None
    if not args.dry_run or args.report:
        report = _report(args, rows, plan, done, lines)
    _say(args, plan, done, lines, report)
    if refused is not None:
        raise refused
    return 0


def _one_sheet(path: Path, name: str | None) -> "tuple[Sequence[Row], Sheet]":
    from liushui.giving.sheets.cells import read_rows
    from liushui.giving.sheets.reading import HeaderMissing, SheetUnclear, understand

    found = {}
    for title, rows in read_rows(path, name).items():
        try:
            sheet = understand(rows)
        except HeaderMissing:
            continue
        if sheet.gifts:
            found[title] = rows, sheet
    if not found:
        raise HeaderMissing
    if len(found) > 1:
        raise SheetUnclear(count=len(found), sheets=", ".join(found))
    return next(iter(found.values()))


def _lines(
    plan: "Plan", done: "Imported | None", refused: "SheetDiffers | None"
) -> list[tuple[str, str]]:
    from liushui.giving.sheets.words import came_of, planned, understood

    known = len(plan.sheet.gifts) - len(plan.fresh)
    lines = [*understood(plan.sheet), *planned(known, plan.gone, is_reissue=plan.is_reissue)]
    count = 0 if refused is not None else len(plan.fresh) if done is None else done.count
    return [*lines, came_of(count, is_refused=refused is not None, is_done=done is not None)]


def _report(
    args: argparse.Namespace,
    rows: "Sequence[Row]",
    plan: "Plan",
    done: "Imported | None",
    lines: list[tuple[str, str]],
) -> Path:
    """Write the report beside the file; in this folder if that one cannot be written to."""
    from liushui.giving.sheets.report import write_report

    named = f"{args.file.stem}.report.xlsx"
    beside: Path = args.report or args.file.with_name(named)
    path = beside if os.access(beside.parent, os.W_OK) or args.report else Path.cwd() / named
    write_report(path, rows, plan.sheet, _verdicts(plan, done), lines)
    return path


def _verdicts(plan: "Plan", done: "Imported | None") -> dict[tuple[int, int], tuple[str, str]]:
    from liushui.giving.sheets.reading import RowKind
    from liushui.giving.sheets.words import gift_words, row_words

    verdicts = {
        (piece.row, piece.group): (row_words(piece.kind), "")
        for piece in plan.sheet.pieces
        if piece.kind != RowKind.GIFT
    }
    for gift, mark in zip(plan.sheet.gifts, plan.prints, strict=True):
        is_known, is_done = mark in plan.known, done is not None
        references = done.references if done is not None else plan.known
        verdict = gift_words(is_known=is_known, is_done=is_done), references.get(mark, "")
        verdicts[gift.row, gift.group] = verdict
    return verdicts


def _say(
    args: argparse.Namespace,
    plan: "Plan",
    done: "Imported | None",
    lines: list[tuple[str, str]],
    report: Path | None,
) -> None:
    if args.json:
        print(json.dumps(_facts(plan, done, report)))
        return
    for label, text in lines:
        print(f"{label}: {text}")
    if report is not None:
        print(f"report: {report}")


def _facts(plan: "Plan", done: "Imported | None", report: Path | None) -> dict[str, object]:
    sheet = plan.sheet
    return {
        "found": len(sheet.gifts),
        "found_minor": sheet.sum_minor,
        "known": len(sheet.gifts) - len(plan.fresh),
        "imported": done.count if done is not None else 0,
        "imported_minor": done.minor if done is not None else 0,
        "is_reissue": plan.is_reissue,
        "unread": [piece.row for piece in sheet.unread],
        "claims": [
            {
                "kind": claim.kind,
                "claimed": claim.figure,
                "found": sheet.found(claim.kind),
                "agrees": None if claim.running else claim.agrees_with(sheet.found(claim.kind)),
            }
            for claim in sheet.claims
        ],
        "report": str(report) if report else None,
    }
