"""What ``liushui ledger`` prints of the books for others: the journal, and a closed month."""

import argparse
import os
import re
import sys
from datetime import date

FORMATS = ("jsonl", "csv", "hledger", "beancount")


def configure_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="%(default)s")


def configure_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("holder", metavar="CREDIT_CODE", help="the organisation that closed it")
    parser.add_argument("month", type=month, metavar="YYYY-MM", help="the closed month")


def export(args: argparse.Namespace) -> int:
    """Every movement in the order of its id; what is not among them is said."""
    from liushui.ledger.queries.exports import FORMATS, left_out, one_moment  # noqa: PLC0415

    assert args.format in FORMATS
    try:
        with one_moment():
            for part in FORMATS[args.format]():
                sys.stdout.write(part)
            waiting, refused = left_out()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, head for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if waiting or refused:
        said = f"not in the journal: {waiting} gifts that wait, {refused} offers refused\n"
        sys.stderr.write(said)
    return 0


def report(args: argparse.Namespace) -> int:
    """The report of a closed month, byte for byte as it was kept; 1 if the rows say another."""
    from liushui.ledger.queries import holder_of, remade, sealed_report  # noqa: PLC0415
    from liushui.ledger.services import keep_reports  # noqa: PLC0415
    from liushui.parties.actors import Actor  # noqa: PLC0415
    from liushui.parties.queries import organisation_for  # noqa: PLC0415

    body = organisation_for(Actor.system("report"), args.holder)
    holder = holder_of(organisation_id=body.pk)
    keep_reports(holder, args.month)
    kept = bytes(sealed_report(holder.pk, args.month).content)
    sys.stdout.write(kept.decode("ascii") + "\n")
    if remade(holder.pk, args.month) == kept:
        return 0
    sys.stderr.write("the movements say something else: run 'liushui ledger check'\n")
    return 1


def month(text: str) -> date:
    """The first day of ``YYYY-MM``."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no month like 2026-07")
    return date.fromisoformat(f"{text}-01")
