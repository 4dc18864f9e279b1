"""The style guide shows what pages use, from the same templates; components keep to their form."""

import re
from pathlib import Path

import liushui.web

WEB = Path(liushui.web.__file__).parent
COMPONENTS = WEB / "templates" / "web" / "components"
PACKAGE = WEB.parent
GUIDE = WEB / "templates" / "web" / "styleguide.html"
_INCLUDED = re.compile(r'{% include "web/components/([a-z_]+)\.html"')
# Each is drawn by its own tag or filter wherever a figure, a code or a mark stands.
BY_TAG = {"amount": r"\|yuan", "qr": r"{% qr ", "stage": r"stage.html"}
# The frame of every page, which the style guide is in as well.
SHELL = {"masthead", "foot", "brand", "destinations"}


def _named(path: Path) -> set[str]:
    return set(_INCLUDED.findall(path.read_text(encoding="utf-8")))


def _reached_from(start: set[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _named(COMPONENTS / f"{name}.html")
    return reached


def _all() -> set[str]:
    return {path.stem for path in COMPONENTS.glob("*.html")}


def test_every_component_stands_in_the_style_guide() -> None:
    base = _named(WEB / "templates" / "web" / "base.html")
    missing = _all() - _reached_from(_named(GUIDE) | base) - set(BY_TAG)
    assert not missing, f"show in every state in web/styleguide.html: {sorted(missing)}"


def test_every_component_is_used_by_a_page() -> None:
    pages = [path for path in PACKAGE.glob("*/templates/**/*.html") if path != GUIDE]
    used = set.union(*(_named(page) for page in pages if page.parent != COMPONENTS))
    unused = _all() - _reached_from(used) - set(BY_TAG)
    assert not unused, f"used by no page, so remove it: {sorted(unused)}"


def test_every_component_says_what_it_takes() -> None:
    silent = [
        path.name
        for path in COMPONENTS.glob("*.html")
        if not path.read_text(encoding="utf-8").startswith("{# ")
    ]
    assert not silent, f"say its inputs in a comment at its top: {silent}"


def test_every_sheet_of_a_component_is_joined_to_the_others() -> None:
    entry = (WEB / "static/web/css/liushui.css").read_text(encoding="utf-8")
    left = [
        path.name
        for path in (WEB / "static/web/css/components").glob("*.css")
        if f'"components/{path.name}"' not in entry
    ]
    assert not left, f"import in liushui.css: {left}"
