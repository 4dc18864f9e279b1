"""Django's own management commands."""

import argparse

HELP = "run one of Django's management commands, for example 'liushui manage migrate'"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command and its arguments")


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - heavy

    execute_from_command_line(["liushui manage", *args.words])
    return 0
