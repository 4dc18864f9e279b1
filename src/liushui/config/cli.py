"""The ``liushui`` command: one module under ``commands/`` for each word."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from liushui.kernel.errors import DomainError

# The words in the order in which ``--help`` lists them.
COMMANDS = (
    "up", "demo", "test", "check", "doctor", "manage",
    "import", "keys", "ledger", "log", "witness", "trace", "verify", "retention",
    "bench", "drill", "look",
)  # fmt: skip


class Command(Protocol):
    """What a module under ``commands/`` offers."""

    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit status."""


def load(word: str) -> Command:
    """The module behind a word. ``import`` is a keyword, so its module is ``import_``."""
    name = {"import": "import_"}.get(word, word.replace("-", "_"))
    module: Command = import_module(f"liushui.config.commands.{name}")
    return module


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word of the command line; refusals are printed with their code and remedy."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = words[0] if words and words[0] in COMMANDS else None
    parser = argparse.ArgumentParser(
        prog="liushui",
        description="The day-book of public giving.",
        epilog="Each command has its own --help.",
    )
    subparsers = parser.add_subparsers(dest="word", metavar="COMMAND", required=True)
    for word in COMMANDS if chosen is None else (chosen,):
        command = load(word)
        command.configure(subparsers.add_parser(word, help=command.HELP, description=command.HELP))
    args = parser.parse_args(words)
    try:
        return load(args.word).run(args)
    except DomainError as error:
        remedy = error.remedy % error.facts if error.remedy else ""
        print(f"liushui: {error}", remedy, sep="\n  ", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, for example 'head', has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
