"""Photograph every page in each width, language and light, and say what is wrong with them."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HELP = "photograph every page of a demo in each width, language and light, and check them"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("look"), help="a folder (%(default)s)")
    parser.add_argument("--address", help="a demo that runs already; else one is started")
    parser.add_argument(
        "--only", action="append", default=[], metavar="WORD", help="pages whose name has the word"
    )
    parser.add_argument("--languages", default="zh-hans,en", help="(%(default)s)")
    parser.add_argument("--lights", default="light,dark", help="(%(default)s)")
    parser.add_argument("--widths", default="375,768,1440", help="in pixels (%(default)s)")


def run(args: argparse.Namespace) -> int:
    import django

    from liushui.config.look.refusals import NoBrowser

    if find_spec("playwright") is None:
        raise NoBrowser(why="Playwright is not installed")
    from liushui.config.look.gallery import write_gallery
    from liushui.config.look.pages import find_pages
    from liushui.config.look.studio import Looks, Studio, browser

    django.setup()
    looks = Looks(
        args.languages.split(","),
        args.lights.split(","),
        [int(width) for width in args.widths.split(",")],
    )
    args.out.mkdir(parents=True, exist_ok=True)
    with _demo(args.address) as address, browser() as chromium:
        studio = Studio(chromium, address)
        found = find_pages(studio.ask, studio.roles)
        wanted = [page for page in found.pages if _is_wanted(page.name, args.only)]
        shots = []
        for number, page in enumerate(wanted, 1):
            _tell(f"{number} of {len(wanted)}: {page.name} as {page.role} ({page.path})")
            for shot in studio.photograph(page, looks, args.out):
                shots.append(shot)
                for fault in shot.faults:
                    _tell(f"    {shot.language} {shot.light} {shot.width}: {fault}")
    for name in found.unreached:
        _tell(f"no link leads to {name}")
    faults = sum(len(shot.faults) for shot in shots)
    print(f"{len(wanted)} pages, {faults} faults: {write_gallery(found, shots, args.out)}")
    return 1 if faults else 0


def _is_wanted(name: str, words: list[str]) -> bool:
    return not words or any(word in name for word in words)


@contextmanager
def _demo(address: str | None) -> Iterator[str]:
    """The address given, or that of a demo of our own which ends with us."""
    if address:
        yield address.rstrip("/")
        return
    from liushui.base.home import Home
    from liushui.config.demo.house import House, prepare

    with tempfile.TemporaryDirectory(prefix="liushui-look-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the database's own user must be able to enter
        home = Home(Path(folder).resolve() / "home")
        prepare(home, fresh=False)
        with House(home, tell=lambda name, line: _tell(f"{name}: {line}")) as house:
            yield house.tree.address


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
