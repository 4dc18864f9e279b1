"""Open, check and hand out the public log."""

import argparse
import sys
from pathlib import Path

HELP = "open the public log, copy it, write a receipt, check it"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    begin = actions.add_parser("open", help="begin the log, or owe it what was written without it")
    begin.add_argument("--origin", required=True, help="its name for good: log.example.org/2026")
    begin.add_argument(
        "--organisation", required=True, metavar="CODE",
        help="unified social credit code of the body that answers for it",
    )  # fmt: skip
    actions.add_parser("check", help="recompute all of it; exit 1 names faults")
    actions.add_parser("grow", help="give places to what waits, and publish, once")
    export = actions.add_parser("export", help="copy the published log")
    export.add_argument("folder", type=Path, metavar="DIR")
    hiding = actions.add_parser("withhold", help="withhold what an entry says, on a basis of law")
    hiding.add_argument("index", type=int, metavar="INDEX", help="its number")
    hiding.add_argument("--basis", required=True, help="a code of the law: PIPL-47")
    hiding.add_argument(
        "--role", action="append", required=True, dest="roles",
        help="a post that agreed, at least twice: officer, counsel",
    )  # fmt: skip
    receipt = actions.add_parser("receipt", help="write the receipt of a gift")
    receipt.add_argument("gift", metavar="GIFT", help="its number")
    receipt.add_argument(
        "--disclose", action="store_true",
        help="with what the leaf holds back: for the giver alone",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    actions = {
        "open": begin,
        "check": check,
        "grow": grow,
        "export": export,
        "receipt": receipt,
        "withhold": withhold,
    }
    with attached_database():
        return actions[args.action](args)


def begin(args: argparse.Namespace) -> int:
    """Once; after that it only looks for what is missing."""
    from django.utils.timezone import now

    from liushui.transparency import queries, services

    log = services.open_the_log(origin=args.origin, organisation_code=args.organisation, at=now())
    services.owe_what_is_missing()
    print(f"{log.origin} is open since {log.opened_at:%Y-%m-%d %H:%M %Z}")
    print(f"{queries.waiting_count()} records wait for their place")
    print(log.keys)
    return 0


def grow(_args: argparse.Namespace) -> int:
    """What the keeper does every second under ``up``."""
    from django.utils.timezone import now

    from liushui.transparency import services

    placed = services.sequence_all()
    print(f"{placed} records placed; {services.publish()} entries published")
    services.accompany(now())
    return 0


def check(_args: argparse.Namespace) -> int:
    """One line a fault; beside it what waits."""
    from liushui.transparency import queries

    queries.open_log()
    with queries.one_moment():
        found = queries.faults()
    for fault in found:
        print(f"FAULT {fault.promise}: {fault.where}")
    head, signed = queries.newest_head(), queries.newest_signed()
    print(
        f"{head.size if head else 0} entries, {signed.size if signed else 0} published, "
        f"{queries.waiting_count()} records wait"
    )
    print(f"{len(found)} faults" if found else "the log is whole")
    return 1 if found else 0


def export(args: argparse.Namespace) -> int:
    """The files as of one head; any static host serves them, and liushui-verify judges them."""
    from liushui.transparency import services

    print(f"{services.export_log(args.folder)} entries in {args.folder}")
    return 0


def withhold(args: argparse.Namespace) -> int:
    """The log says why, then its files say it no more; copies that others made stay theirs."""
    from django.utils.timezone import now

    from liushui.transparency import services

    many = services.withhold(args.index, basis=args.basis, roles=args.roles, at=now())
    print(f"entry {args.index} is withheld, {many} in all; mirrors and caches must copy it anew")
    return 0


def receipt(args: argparse.Namespace) -> int:
    """To standard output: whoever wants a file says where."""
    from liushui.transparency import services

    sys.stdout.write(services.receipt_of(args.gift, discloses=args.disclose))
    return 0
