"""How long what is kept, and, if asked, what is over goes now."""

import argparse

HELP = "say how long personal data are kept and why; with --run remove what is over"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", action="store_true", help="what the worker does each night")


def run(args: argparse.Namespace) -> int:
    from liushui.config.attached import attached_database

    with attached_database():
        return _run(is_run=args.run)


def _run(*, is_run: bool) -> int:
    from django.utils import translation
    from django.utils.timezone import now

    from liushui.privacy import queries, services

    done = services.apply_rules(at=now()) if is_run else {}
    with translation.override("en"):
        for one in queries.applied_rules():
            last = f"{one.last.at:%Y-%m-%d}: {one.last.count} removed" if one.last else "no run"
            if one.rule.forget is None:
                last = "-"
            line = (one.rule.key, one.rule.what, one.rule.term, one.rule.law, one.rule.status, last)
            print(" | ".join(map(str, line)))
    if is_run:
        print(f"{sum(done.values())} removed now")
    print(f"{queries.locked_count()} people locked away")
    return 0
