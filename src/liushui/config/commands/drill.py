"""Break something on purpose and count what was lost."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

HELP = "break something on purpose, under load, and count what was lost"
DRILLS = ("kills", "disk", "crowd", "surge", "year", "log")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=DRILLS, help="which drill")
    parser.add_argument("--full", action="store_true", help="the stated size, not the small one")
    parser.add_argument("--seconds", type=int, metavar="N", help="surge: how long, instead of 120")
    parser.add_argument(
        "--like",
        type=Path,
        metavar="HOME",
        help="kills, disk, surge: begin with a copy of this home, migrated and never run",
    )
    parser.add_argument("--json", action="store_true", help="one figure a line, for machines")
    parser.add_argument("--verbose", action="store_true", help="show the processes' words")


def run(args: argparse.Namespace) -> int:
    from liushui.config.figures import show

    drill = import_module(f"liushui.config.drill.{args.name}")

    def tell(name: str, line: str) -> None:
        if args.verbose or name == "up":
            print(f"{name:>9} | {line}", file=sys.stderr, flush=True)

    if not args.json:
        print(f"drill {args.name}: {drill.SUMMARY}", flush=True)
    said = {name: getattr(args, name) for name in ("seconds", "like") if getattr(args, name)}
    held = show(args.name, drill.run(full=args.full, tell=tell, **said), as_json=args.json)
    return 0 if held else 1
