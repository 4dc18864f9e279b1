"""Where a gift went, and who paid for a use."""

import argparse
import json
import sys
from typing import Any

from liushui.kernel.errors import NotFound
from liushui.kernel.money import format_yuan

ROWS = 1_000
HELP = "follow a gift to every end, or a use back to every giver"


def configure(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for kind, does in (
        ("gift", "where the gift is now"),
        ("use", "which gifts paid for the use or payment"),
    ):
        one = kinds.add_parser(kind, help=does)
        one.add_argument("ref", metavar="REF", help="its public reference, LS-...")
        one.add_argument("--json", action="store_true", help="print one JSON array")
        one.add_argument(
            "--after", type=int, default=0, metavar="N", help="start N units behind its first"
        )
        one.add_argument(
            "--limit", type=int, metavar="N", help="at most N rows, in the order of its units"
        )


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    if args.after < 0 or (args.limit is not None and args.limit < 1):
        print("--after is 0 or more, --limit is 1 or more", file=sys.stderr)
        return 2
    with attached_database():
        return tell(args)


def tell(args: argparse.Namespace) -> int:
    """Print the trace or a page of it; where the next page starts is said beside it."""
    rows, following = gift_rows(args) if args.kind == "gift" else use_rows(args)
    if not rows and not args.after:
        raise NotFound
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        show(args.kind, rows)
    if following is not None:
        print(f"more: --after {following}", file=sys.stderr)
    return 0


def show(kind: str, rows: list[dict[str, Any]]) -> None:
    """For people: a line a row, and their sum."""
    for row in rows:
        what = row["gift"] if kind == "use" else f"{row['end']} {row['use'] or ''}"
        way = " > ".join(str(fund) for fund in row["path"])
        print(f"{format_yuan(row['amount']):>16}  {what}  by fund {way}")
    print(f"{format_yuan(sum(row['amount'] for row in rows)):>16}  in all")


def gift_rows(args: argparse.Namespace) -> tuple[list[dict[str, Any]], int | None]:
    """The ends of a gift, whose amounts sum to it; or a page of them and where the next starts."""
    from liushui.ledger import queries

    whole = args.limit is None and not args.after
    page = (
        queries.Page(tuple(queries.trace_forward(args.ref)), None)
        if whole
        else (queries.trace_forward_page(args.ref, after=args.after, limit=args.limit or ROWS))
    )
    rows = [
        {
            "end": end.end.value,
            "fund": end.fund_id,
            "use": end.use,
            "amount": end.amount,
            "path": list(end.path),
        }
        for end in page.rows
    ]
    return rows, page.next


def use_rows(args: argparse.Namespace) -> tuple[list[dict[str, Any]], int | None]:
    """The gifts behind a use, whose amounts sum to it; or a page of them and where the next is."""
    from liushui.ledger import queries

    whole = args.limit is None and not args.after
    page = (
        queries.Page(tuple(queries.trace_backward(args.ref)), None)
        if whole
        else (queries.trace_backward_page(args.ref, after=args.after, limit=args.limit or ROWS))
    )
    rows = [
        {
            "gift": source.gift,
            "amount": source.amount,
            "path": list(source.path),
            "covers": list(source.covers),
        }
        for source in page.rows
    ]
    return rows, page.next
