"""Check, export and fill the ledger."""

import argparse
import sys
import time

from liushui.config import books_out

HELP = "check and export the books, load generated gifts, compare a year with its sources"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("check", help="recompute every invariant from the rows; exit 1 names faults")
    books_out.configure_export(actions.add_parser("export", help="write the journal"))
    books_out.configure_report(actions.add_parser("report", help="write a closed month"))
    load = actions.add_parser("load", help="fill the ledger with generated gifts, payments, uses")
    load.add_argument("--gifts", type=int, metavar="N", help="10000; of the story: 9057800")
    load.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same books")
    load.add_argument("--story", choices=["2020"], help="a year as its sources print it")
    figures = actions.add_parser("figures", help="the printed figures of a story, from the ledger")
    figures.add_argument("--story", choices=["2020"], default="2020", help="%(default)s")
    figures.add_argument("--gifts", type=int, metavar="N", help="as it was loaded; 9057800")


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    with attached_database():
        actions = {
            "check": check,
            "export": books_out.export,
            "report": books_out.report,
            "load": load,
            "figures": figures,
        }
        return actions[args.action](args)


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


def load(args: argparse.Namespace) -> int:
    """Generate; the same number and seed again adds nothing."""
    if args.story:
        return _load_story(args)
    from liushui.config.bench.ledger_load import load_gifts

    gifts = args.gifts or 10_000
    loaded = load_gifts(gifts, args.seed, tell=lambda text: print(text, file=sys.stderr))
    print(
        f"{loaded.gifts} gifts into {loaded.projects} projects, {loaded.payments} payments, "
        f"{loaded.uses} uses, {loaded.refunds} refunds"
    )
    print(f"for example: trace gift {loaded.gift_refs[0]}, trace use {loaded.use_refs[0]}")
    return 0


def _load_story(args: argparse.Namespace) -> int:
    from liushui.config.story.load import load_story
    from liushui.config.story.plan import Story

    story = Story(args.gifts)
    print(f"{story.all_gifts} gifts into {len(story.funds)} funds", file=sys.stderr)
    for step in load_story(story, ahead=True):
        print(f"{step.gifts} gifts, {len(step.spent.typical)} uses", file=sys.stderr)
    print(f"{story.all_gifts} gifts; beside the sources: ledger figures --gifts {story.gifts}")
    return 0


def figures(args: argparse.Namespace) -> int:
    """Each printed figure beside the ledger's; 1 when one differs."""
    from liushui.config.story.figures import figures as computed
    from liushui.config.story.plan import Story

    story, differ = Story(args.gifts), 0
    if story.gifts != story.full:
        print(f"at {story.gifts} of {story.full} gifts: sums and counts at their share")
    for one in computed(story):
        agrees = one.agrees(story.gifts, story.full)
        differ += not agrees
        verdict = "" if agrees else "DIFFERS"
        print(f"{one.row}  {one.what:44} {one.printed:>14} {one.said:>14} {verdict}".rstrip())
    print(f"{differ} differ" if differ else f"all as in: {story.told['source']}")
    return 1 if differ else 0
