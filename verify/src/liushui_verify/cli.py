"""The command: ``liushui-verify receipt FILE``, ``log DIR``, ``fork A B``; each with ``--policy``.

Exit codes: 0 it holds and the quorum stands behind it, 1 it does not hold, 2 wrong use, 3 logged
but no quorum, 4 stale, 5 a fork, evidence written.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from liushui_verify.files import read_bounded
from liushui_verify.forks import read_signed, why_fork, write_evidence
from liushui_verify.judging import judged_log, judged_receipt
from liushui_verify.outcomes import Exit, Invalid, Report, Said, Unable
from liushui_verify.policies import Policy
from liushui_verify.words import told

_LANGUAGES = {"zh": (0,), "en": (1,), "both": (0, 1)}


def main(argv: Sequence[str] | None = None) -> int:
    """Judge, say it, and return the exit code."""
    args = _parser().parse_args(argv)
    try:
        report = _ask(args)
    except Invalid as error:
        report = Report(Exit.INVALID, (Said("invalid"), Said(error.code, error.facts)))
    except Unable as error:
        why = told(Report(Exit.USAGE, (Said(error.code),)), _LANGUAGES[args.lang])
        print("\n".join(why), file=sys.stderr)
        return Exit.USAGE
    except OSError as error:
        print(f"liushui-verify: {error}", file=sys.stderr)
        return Exit.USAGE
    print("\n".join(told(report, _LANGUAGES[args.lang])))
    return report.exit


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liushui-verify",
        description="公示日志独立核验，不问网站。 Check the public log without asking the site.",
        epilog="0 ok, 1 invalid, 2 usage, 3 no quorum, 4 stale, 5 fork evidence written",
    )
    what = parser.add_subparsers(dest="what", required=True)
    receipt = what.add_parser("receipt", help="一张收据 one receipt")
    receipt.add_argument("file", type=Path)
    log = what.add_parser("log", help="整本日志 a whole log in a folder")
    log.add_argument("folder", type=Path)
    log.add_argument("--from", dest="old", type=Path, help="以前保存的日志头 a head kept before")
    fork = what.add_parser("fork", help="两份文件是否矛盾 whether two files contradict each other")
    fork.add_argument("one", type=Path)
    fork.add_argument("other", type=Path)
    for one in (receipt, log, fork):
        one.add_argument("--policy", type=Path, required=True, help="您信任谁 whom you trust")
        one.add_argument("--lang", choices=_LANGUAGES, default="both")
        one.add_argument("--at", type=int, help="seconds since 1970 instead of the clock")
        one.add_argument("--evidence", type=Path, default=Path(), help="folder for fork evidence")
    for one in (receipt, log):
        one.add_argument("--within", type=int, metavar="HOURS", help="见证须在几小时内 freshness")
    return parser


def _ask(args: argparse.Namespace) -> Report:
    policy = Policy.read(read_bounded(args.policy))
    now = int(time.time()) if args.at is None else args.at
    if args.what == "fork":
        return _fork(args, policy, now)
    since = None if args.within is None else now - 3600 * args.within
    if args.what == "receipt":
        return judged_receipt(read_bounded(args.file), policy, since=since, now=now)
    old = None if args.old is None else read_bounded(args.old)
    report, contradicts = judged_log(args.folder, policy, old=old, since=since, now=now)
    if contradicts is None:
        return report
    head = read_bounded(args.folder / "checkpoint")
    return _evidence(args.evidence, contradicts, head, old or b"")


def _fork(args: argparse.Namespace, policy: Policy, now: int) -> Report:
    files = [read_bounded(path) for path in (args.one, args.other)]
    one, other = (read_signed(content, policy, now) for content in files)
    why = why_fork(one, other)
    if why is None:
        return Report(Exit.OK, (Said("no_fork"),))
    return _evidence(args.evidence, why, *files)


def _evidence(folder: Path, why: str, *statements: bytes) -> Report:
    path = write_evidence(folder, why, *statements)
    return Report(Exit.FORK, (Said("fork_written", {"path": path}), Said(why)))
