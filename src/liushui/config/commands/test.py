"""Everything that must hold before a change lands: the checks, then the tests."""

import argparse
import os
import subprocess
import sys

HELP = "install what the tests need, run 'check', then the tests"
PROCESSES_AT_MOST = 4


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fast", action="store_true", help="leave out slow and browser tests")
    parser.add_argument("--no-check", action="store_true", help="only the tests")
    parser.add_argument("--no-install", action="store_true", help="never call apt")
    parser.add_argument("pytest", nargs="*", help="what pytest is given, for example tests/ledger")


def run(args: argparse.Namespace) -> int:
    from liushui.config.commands import check
    from liushui.config.tools import prepare

    root = check.repository()
    prepare(install=not args.no_install, everything=not args.fast)
    wrong = [] if args.no_check or not _failed(["-m", "liushui.config.cli", "check"]) else ["check"]
    words = ["-m", "pytest", "-q", "--durations=10", *args.pytest]
    if not args.pytest:  # each process has a database of its own, and a browser when it needs one
        processes = min(PROCESSES_AT_MOST, os.cpu_count() or 1)
        words += ["--numprocesses", str(processes), "--dist", "worksteal"]
        if not args.no_check:  # which ran them
            words += ["--ignore", "tests/architecture"]
    if args.fast:
        words += ["-m", "not slow and not browser"]
    os.chdir(root)
    if _failed(words):
        wrong.append("tests")
    print(f"test: {' and '.join(wrong)} failed" if wrong else "test: all is green", flush=True)
    return 1 if wrong else 0


def _failed(words: list[str]) -> bool:
    return subprocess.run([sys.executable, *words], check=False).returncode != 0  # noqa: S603
