"""Check, export and fill the ledger."""

import argparse
import json
import os
import sys
import time

HELP = "check the books, export the journal, or load generated gifts"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("check", help="recompute every invariant from the rows; exit 1 names faults")
    export = actions.add_parser("export", help="write the journal, one movement a line")
    export.add_argument("--format", choices=["jsonl"], default="jsonl", help="%(default)s")
    load = actions.add_parser("load", help="fill the ledger with generated gifts, payments, uses")
    load.add_argument("--gifts", type=int, default=10_000, metavar="N", help="%(default)s")
    load.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same books")


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    with attached_database():
        return {"check": check, "export": export, "load": load}[args.action](args)


def check(_args: argparse.Namespace) -> int:
    """One line a rule; under a broken one, the rows at fault."""
    from django.db import connection, transaction

    from liushui.ledger.queries.check import FAULTS_SHOWN, RULES, faults

    broken = 0
    with transaction.atomic():
        with connection.cursor() as cursor:  # one moment for all rules, however busy the books
            cursor.execute("set transaction isolation level repeatable read, read only")
        for rule in RULES:
            began = time.perf_counter()
            found = list(faults(rule))
            took = time.perf_counter() - began
            print(f"{'FAULT' if found else 'ok':5} {rule.name:12} {rule.demands} ({took:.1f} s)")
            for fault in found:
                print(f"      {fault.row}")
            if len(found) == FAULTS_SHOWN:
                print("      and perhaps more")
            broken += bool(found)
    print(f"{broken} of {len(RULES)} rules broken" if broken else "the books are whole")
    return 1 if broken else 0


def export(_args: argparse.Namespace) -> int:
    """Every movement as a JSON object, in the order of its id; what is not among them is said."""
    from django.db import transaction

    from liushui.ledger.queries.export import journal, left_out

    try:
        with transaction.atomic():
            for line in journal():
                print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
            waiting, refused = left_out()
        if waiting or refused:
            said = f"not in the journal: {waiting} gifts that wait, {refused} offers refused"
            print(said, file=sys.stderr)
    except BrokenPipeError:  # the reader, head for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def load(args: argparse.Namespace) -> int:
    """Generate; the same number and seed again adds nothing."""
    from liushui.config.bench.ledger_load import load_gifts

    loaded = load_gifts(args.gifts, args.seed, tell=lambda text: print(text, file=sys.stderr))
    print(
        f"{loaded.gifts} gifts into {loaded.projects} projects, {loaded.payments} payments, "
        f"{loaded.uses} uses, {loaded.refunds} refunds"
    )
    print(f"for example: trace gift {loaded.gift_refs[0]}, trace use {loaded.use_refs[0]}")
    return 0
