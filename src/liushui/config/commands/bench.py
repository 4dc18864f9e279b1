"""Measure one part against its yardstick, in a database of its own."""

import argparse
import json
import os
import sys
from importlib import import_module

from liushui.config.bench.figures import Bench, Figure, scratch_database

HELP = "measure a part and compare it with its yardstick in the same run"

BENCHES = ("accept", "documents", "imports", "items", "ledger", "log", "people", "teams")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=BENCHES, help="what to measure")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--full", action="store_true", help="the stated sizes; takes its time")
    parser.add_argument(
        "--gifts", type=int, metavar="N", help="ledger: gifts of the half-year, up to 9057800"
    )
    parser.add_argument(
        "--peer", metavar="PYTHON", help="ledger: an interpreter that has django-hordak"
    )


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    os.environ.setdefault("LIUSHUI_SLOW_QUERY_MS", "600000")  # whole passes are the point here
    kept = True
    with attached_database(), scratch_database():
        bench: Bench = import_module(f"liushui.config.bench.{args.name}")
        said = {name: value for name in ("gifts", "peer") if (value := getattr(args, name))}
        for figure in bench.measure(full=args.full, tell=_tell, **said):
            print(json.dumps(figure.as_json()) if args.json else _row(figure), flush=True)
            kept = kept and figure.keeps_limit
    return 0 if kept else 1


def _row(figure: Figure) -> str:
    ratio = "" if figure.ratio is None else f"x {figure.ratio:.2f}"
    limit = "" if figure.limit is None else f"limit {figure.limit:g}"
    verdict = "" if figure.keeps_limit else "MISSED"
    row = f"{figure.figure:40} {figure.value:12,.2f} {figure.unit:8} {ratio:8} {limit:10} {verdict}"
    return row.rstrip()


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
