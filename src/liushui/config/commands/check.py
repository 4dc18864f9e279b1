"""Every judgement of the code that needs no run of it: form, types, layers, catalogues."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HELP = "check form, types, layers, migrations, architecture and catalogues"
LINES_SHOWN = 80
PACKAGE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """One judge, and what a person does when it says no."""

    name: str
    argv: Sequence[str]
    remedy: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--catalogues",
        action="store_true",
        help="only add what the code says and the message catalogues lack, to be filled in",
    )


def run(args: argparse.Namespace) -> int:
    if args.catalogues:
        from liushui.config.catalogues import sync

        print(f"{sync()} messages lack words; fill them in and run 'check' again")
        return 0
    root = repository()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="liushui-check-") as home:
        os.environ["LIUSHUI_HOME"] = home
        failed = judge(steps(), lambda step: _run(step, root))
    took = time.monotonic() - started
    verdict = f"{len(failed)} failed: {', '.join(failed)}" if failed else "all is in order"
    print(f"check: {verdict} ({took:.0f} s)")
    return 1 if failed else 0


def repository() -> Path:
    """The checkout that this package lies in."""
    for folder in PACKAGE.parents:
        if (folder / "pyproject.toml").is_file():
            return folder
    raise SystemExit("liushui: 'check' and 'test' need a checkout with its pyproject.toml")


def steps() -> list[Step]:
    """The judges, the slow ones first so that they overlap the quick ones."""
    python = sys.executable
    tools = Path(python).parent
    manage = [python, "-m", "liushui.config.cli", "manage"]
    templates = [str(path) for path in sorted(PACKAGE.glob("*/templates/**/*.html"))]
    return [
        Step("types", [python, "-m", "mypy"], "Correct the types; 'Any' only at the edges."),
        Step(
            "architecture",
            [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"],
            "Each failure names the file and what to do.",
        ),
        Step("layers", [str(tools / "lint-imports")], "Import from below; see docs/contribute."),
        Step("form", [str(tools / "ruff"), "format", "--check", "."], "Run 'ruff format .'."),
        Step("lint", [str(tools / "ruff"), "check", "."], "Run 'ruff check --fix .', then read."),
        Step(
            "templates",
            [str(tools / "djade"), "--check", "--target-version", "5.2", *templates],
            "Run 'djade --target-version 5.2' on the named templates.",
        ),
        Step("django", [*manage, "check", "--fail-level", "WARNING"], "Follow the hint it prints."),
        Step(
            "migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            "Run 'liushui manage makemigrations' and name the migration for its effect.",
        ),
    ]


def judge(
    steps: Sequence[Step], ask: Callable[[Step], tuple[int, str, float]], at_once: int = 2
) -> list[str]:
    """Run all steps whatever the others say; print each as it ends; the names that failed."""
    failed = []
    with ThreadPoolExecutor(at_once) as pool:
        for step, (status, said, took) in zip(steps, pool.map(ask, steps), strict=True):
            print(f"{'ok' if status == 0 else 'FAILED':6} {step.name:13} {took:5.1f} s", flush=True)
            if status != 0:
                failed.append(step.name)
                print("\n".join(f"       {line}" for line in _shown(said)))
                print(f"       -> {step.remedy}", flush=True)
    return failed


def _shown(said: str) -> list[str]:
    """The end of what a judge said, where most of them put the verdict."""
    lines = said.strip().splitlines()
    left_out = len(lines) - LINES_SHOWN
    return [f"... {left_out} lines before", *lines[left_out:]] if left_out > 0 else lines


def _run(step: Step, root: Path) -> tuple[int, str, float]:
    began = time.monotonic()
    ended = subprocess.run(  # noqa: S603 - our own argv, no shell
        step.argv,
        cwd=root,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    return ended.returncode, ended.stdout, time.monotonic() - began
