"""Run the installation: database, web, intake, worker and sequencer as one tree."""

import argparse
import contextlib
import json
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liushui.base.processes import Sink
    from liushui.config.tree import Tree

HELP = "run the site: database, web, intake, worker and sequencer, until Ctrl-C"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="0: any free one (%(default)s)")
    parser.add_argument(
        "--intake-port", type=int, default=0, help="of the provider's call-backs; 0: the next one"
    )
    parser.add_argument(
        "--json", action="store_true", help="when ready, print one JSON line with address and pids"
    )
    parser.add_argument("--quiet", action="store_true", help="keep the logs in files only")


def run(args: argparse.Namespace) -> int:
    from liushui.base.home import Home
    from liushui.config.kept import heed
    from liushui.config.tree import Tree

    interrupt_once()
    home = Home.from_environment()
    with contextlib.suppress(KeyboardInterrupt):
        ports = {"port": args.port, "intake_port": args.intake_port}
        tree = Tree(home, host=args.host, tell=teller(quiet=args.quiet), **ports)
        with tree:
            tree.wait_ready()
            announce(tree, as_json=args.json)
            heed(tree)
    return 0


def announce(tree: "Tree", *, as_json: bool) -> None:
    """Say, on standard output alone, where the site is, and where its first set-up."""
    from liushui.config.kept import setup_address

    setup = setup_address(tree.database_url, tree.address, tree.home)
    if as_json:
        said = {"address": tree.address, "intake": tree.intake_address, "pids": tree.pids}
        print(json.dumps(said | ({"setup": setup} if setup else {})), flush=True)
    else:
        where = f"(home {tree.home.path}; Ctrl-C stops)"
        print(f"Liushui runs at {tree.address}  {where}", flush=True)
        if setup:
            print(f"Set it up at    {setup}", flush=True)


def interrupt_once() -> None:
    """Have the first Ctrl-C or SIGTERM begin the end; more of them do not disturb it."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)


def teller(*, quiet: bool) -> "Sink":
    """Prints each line on standard error after the name of the process that said it."""

    def tell(name: str, line: str) -> None:
        if not quiet or name == "up":
            print(f"{name:>9} | {line}", file=sys.stderr, flush=True)

    return tell
