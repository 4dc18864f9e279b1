"""Where a gift went, and who paid for a use."""

import argparse
import json
from typing import Any

from liushui.kernel.errors import NotFound
from liushui.kernel.money import format_yuan

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


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    with attached_database():
        rows = gift_rows(args.ref) if args.kind == "gift" else use_rows(args.ref)
    if not rows:
        raise NotFound
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        what = row["gift"] if args.kind == "use" else f"{row['end']} {row['use'] or ''}"
        way = " > ".join(str(fund) for fund in row["path"])
        print(f"{format_yuan(row['amount']):>16}  {what}  by fund {way}")
    print(f"{format_yuan(sum(row['amount'] for row in rows)):>16}  in all")
    return 0


def gift_rows(ref: str) -> list[dict[str, Any]]:
    """The ends of a gift; the amounts sum to it."""
    from liushui.ledger import queries

    return [
        {
            "end": end.end.value,
            "fund": end.fund_id,
            "use": end.use,
            "amount": end.amount,
            "path": list(end.path),
        }
        for end in queries.trace_forward(ref)
    ]


def use_rows(ref: str) -> list[dict[str, Any]]:
    """The gifts behind a use; the amounts sum to it."""
    from liushui.ledger import queries

    return [
        {"gift": source.gift, "amount": source.amount, "path": list(source.path)}
        for source in queries.trace_backward(ref)
    ]
