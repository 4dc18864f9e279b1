"""Show Liushui at work: a home of its own, a year of giving, and a role for each visitor."""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liushui.base.processes import Sink
    from liushui.config.demo.house import House

HELP = "run a demo with a story of invented people, or check the whole journey with --check"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8080, help="0: any free one (%(default)s)")
    parser.add_argument(
        "--fresh", action="store_true", help="forget the demo's home and begin anew"
    )
    parser.add_argument(
        "--check", action="store_true", help="walk the whole journey over HTTP, then stop"
    )
    parser.add_argument(
        "--like",
        type=Path,
        metavar="HOME",
        help="check: begin with a copy of this home, migrated and never run",
    )
    parser.add_argument(
        "--json", action="store_true", help="when ready, print one JSON line with address and roles"
    )
    parser.add_argument(
        "--story", choices=("full", "tiny"), default="full", help="how much to tell (%(default)s)"
    )
    parser.add_argument(
        "--no-regions", action="store_true", help="leave out the country's 665,279 regions"
    )
    parser.add_argument("--verbose", action="store_true", help="show the processes' logs as well")


def run(args: argparse.Namespace) -> int:
    from liushui.config.commands.up import interrupt_once

    interrupt_once()
    if args.check:
        return _check(args.story, like=args.like, verbose=args.verbose)
    from liushui.config.demo.house import House, demo_home, prepare
    from liushui.config.kept import heed

    home = demo_home()
    prepare(home, fresh=args.fresh)
    with contextlib.suppress(KeyboardInterrupt):
        house = House(home, port=args.port, size=args.story, tell=_say(verbose=args.verbose))
        with house:
            _announce(house, as_json=args.json)
            if not args.no_regions:
                house.load_regions()
            heed(house.tree)
    return 0


def _check(story: str, *, like: Path | None, verbose: bool) -> int:
    """One JSON line on standard output, whatever happens; 1 when anything was missed."""
    from liushui.base.home import Home
    from liushui.config.demo.check import check
    from liushui.config.demo.house import House, prepare
    from liushui.kernel.errors import DomainError

    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="liushui-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the database's own user must be able to enter
        home = Home(Path(folder).resolve() / "home")
        prepare(home, fresh=False)
        if like is not None:
            subprocess.run(["cp", "-a", f"{like}/.", str(home.path)], check=True)  # noqa: S603, S607
        try:
            with House(home, size=story, tell=_say(verbose=verbose)) as house:
                found = check(house, say=_say(verbose=verbose))
        except (DomainError, OSError) as error:
            found = {"ok": False, "missed": f"the demo did not start: {error}"}
    found["seconds"] = round(time.monotonic() - begun, 1)
    print(json.dumps(found, ensure_ascii=False), flush=True)
    return 0 if found["ok"] else 1


def _announce(house: "House", *, as_json: bool) -> None:
    """Where the site is, who one can be there, and how it ends."""
    from liushui.config.demo.script import script

    roles = script().roles
    address, appeal = house.tree.address, house.appeal()
    if as_json:
        keys = {role.key: f"{role.title} · {role.title_en}" for role in roles}
        told = {"address": address, "choose": f"{address}/demo/", "appeal": appeal, "roles": keys,
                "home": str(house.home.path), "pids": house.tree.pids}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    lines = [
        "",
        f"  Liushui · 流水    {address}/",
        f"  Be anyone below   {address}/demo/",
        *([f"  A personal appeal {appeal}"] if appeal else []),
        "",
        *(f"    {role.title}  |  {role.title_en}: {role.about_en}" for role in roles),
        "",
        f"  All invented. Home: {house.home.path}",
        *_check_yourself(house),
        "  Ctrl-C stops it; the next start takes seconds; --fresh begins anew.",
        "",
    ]
    print("\n".join(lines), flush=True)


def _check_yourself(house: "House") -> list[str]:
    """The line by which a stranger checks a gift without the site."""
    entry = house.provable_gift()
    if entry is None:
        return []
    address, policy = house.tree.address, house.home.path / "log" / "policy.txt"
    return [
        f"  Check a gift yourself: {address}/log/entries/{entry}",
        f"    curl -s {address}/log/v1/proof/{entry} > gift.tlog-proof",
        "    export PYTHONPATH=verify/src",
        f"    python3 -m liushui_verify receipt gift.tlog-proof --policy {policy}",
        "",
    ]


def _say(*, verbose: bool) -> "Sink":
    """Progress on standard error: our own steps always, the processes' words if asked."""

    def tell(name: str, line: str) -> None:
        if verbose or name in {"up", "demo", "story", "check"}:
            print(f"{name:>9} | {line}", file=sys.stderr, flush=True)

    return tell
