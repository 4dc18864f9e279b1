"""``liushui import gifts``: a published list of gifts, read as it is, each row booked once."""

import argparse
import json
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.services import Imported, Plan
    from liushui.giving.sheets.cells import Row

HELP = "import a published list of gifts (.xlsx, .xls, .ods, .csv) into a project"


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
    parser.add_argument(
        "--doubtful",
        choices=("leave", "book"),
        default="leave",
        help="gifts that may have come another way as well",
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
    from liushui.giving.services import verdicts
    from liushui.giving.sheets.cells import read_rows
    from liushui.giving.sheets.choosing import the_list
    from liushui.ledger.services import sequence_all
    from liushui.parties.actors import Actor

    actor = Actor.system("import")
    rows, sheet = the_list(read_rows(args.file, args.sheet))
    treat = services.Treat(args.treat) if args.treat else None
    plan = services.plan_import(actor, sheet, project=args.project, treat=treat)
    doubted = _doubted(plan, args)
    done, refused = None, None
    try:
        if not args.dry_run:
            done = services.import_gifts(
                actor,
                plan,
                at=timezone.now(),
                on=args.on,
                despite=args.despite_differences,
                leave=doubted if args.doubtful == "leave" else (),
            )
            sequence_all()
    except services.SheetDiffers as error:
        refused = error
    lines = verdicts.lines_of(plan, done, is_refused=refused is not None)
    report = None
    if not args.dry_run or args.report:
        report = _report(args, rows, (plan, done, doubted), lines)
    _say(args, plan, done, [*lines, *_waiting(doubted, args)], (report, len(doubted)))
    if refused is not None:
        raise refused
    return 0


def _doubted(plan: "Plan", args: argparse.Namespace) -> "dict[bytes, tuple[str, str]]":
    """Rows that may have come another way as well, and what was said of all of them."""
    from django.utils import timezone

    from liushui.giving.services.doubting import doubts_about

    answer = "another" if args.doubtful == "book" else ""
    day = args.on or timezone.localdate()
    return {doubt.mark: (answer, doubt.reference) for doubt in doubts_about(plan, day)}


def _waiting(
    doubted: "dict[bytes, tuple[str, str]]", args: argparse.Namespace
) -> list[tuple[str, str]]:
    from liushui.giving.sheets.words import doubts_line

    return [doubts_line(len(doubted), is_left=args.doubtful == "leave")] if doubted else []


def _report(
    args: argparse.Namespace,
    rows: "Sequence[Row]",
    came: "tuple[Plan, Imported | None, dict[bytes, tuple[str, str]]]",
    lines: list[tuple[str, str]],
) -> Path:
    """Write the report beside the file; in this folder if that one cannot be written to."""
    from liushui.giving.services.verdicts import verdicts_of
    from liushui.giving.sheets.report import write_report

    named = f"{args.file.stem}.report.xlsx"
    beside: Path = args.report or args.file.with_name(named)
    path = beside if os.access(beside.parent, os.W_OK) or args.report else Path.cwd() / named
    write_report(path, rows, came[0].sheet, verdicts_of(*came), lines)
    return path


def _say(
    args: argparse.Namespace,
    plan: "Plan",
    done: "Imported | None",
    lines: list[tuple[str, str]],
    also: tuple[Path | None, int],
) -> None:
    report, doubtful = also
    if args.json:
        print(json.dumps(_facts(plan, done, report) | {"doubtful": doubtful}))
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
