"""The keys of people: to a database of their own, copied for a week, brought back, checked."""

import argparse
from pathlib import Path

HELP = "move, back up and restore the keys of people; check what is owed to them"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("move", help="out of the main database; safe to stop and repeat")
    backup = actions.add_parser("backup", help="write a copy; those older than a week are removed")
    backup.add_argument("folder", type=Path, metavar="DIR")
    restore = actions.add_parser("restore", help="bring back a copy that is younger than a week")
    restore.add_argument("file", type=Path, metavar="FILE")
    actions.add_parser("check", help="is all done that is owed? exit 1 says what is not")


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    actions = {"move": move, "backup": backup, "restore": restore, "check": check}
    with attached_database():
        return actions[args.action](args)


def move(_args: argparse.Namespace) -> int:
    """Beside the running site: whoever is not there yet is found where they were."""
    from liushui.base.keys.moving import move_keys

    moved = move_keys()
    print(f"{moved.keys} keys moved; {moved.destroyed} are known there as destroyed")
    print("Dumps of the main database that were written before hold these keys: remove them.")
    return 0


def backup(args: argparse.Namespace) -> int:
    """A dated file, readable by this account alone."""
    from django.utils.timezone import now

    from liushui.base.keys.backups import back_up_keys

    path, removed = back_up_keys(args.folder, at=now())
    print(f"{path}; {removed} older than seven days removed")
    return 0


def restore(args: argparse.Namespace) -> int:
    """What was destroyed since stays destroyed."""
    from django.utils.timezone import now

    from liushui.base.keys.backups import restore_keys
    from liushui.base.keys.owing import carry_out

    brought = restore_keys(args.file, at=now())
    while carry_out():
        pass
    print(f"{brought.keys} keys brought back")
    if brought.differing:
        print(f"{brought.differing} people had another key by now: earlier fields stay closed")
    return 1 if brought.differing else 0


def check(_args: argparse.Namespace) -> int:
    """Counts, no names: what is owed, and what should have a key and has none."""
    from liushui.base.keys.checking import key_faults

    found = key_faults()
    for fault in found:
        print(f"FAULT {fault}")
    print(f"{len(found)} faults" if found else "the keys are as the records say")
    return 1 if found else 0
