"""Django's own management commands."""

import argparse
import os
from contextlib import ExitStack

HELP = "run one of Django's management commands, for example 'liushui manage migrate'"
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "diffsettings",
    "findstatic",
    "help",
    "makemigrations",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command and its arguments")


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    with ExitStack() as stack:
        if not WITHOUT_DATABASE.issuperset(args.words[:1]):
            _borrow_database(stack)
        execute_from_command_line(["liushui manage", *args.words])
    return 0


def _borrow_database(stack: ExitStack) -> None:
    """Start the home's database for as long as the command takes, unless one runs already."""
    from liushui.base.home import Home
    from liushui.base.locks import HomeInUse
    from liushui.base.postgres import Cluster

    if os.environ.get("LIUSHUI_DATABASE_URL"):
        return
    try:
        stack.enter_context(Cluster(Home.from_environment()))
    except HomeInUse:
        return  # whoever holds the home runs its database; the settings know where
