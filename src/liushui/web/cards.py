"""The picture that a shared link shows: drawn by the server, of public facts alone.

The drawing is a template of SVG; its colours are the tokens of the light page.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.template.loader import render_to_string
from pylopdf_fonts_zh_cn import sans_path

WIDTH, HEIGHT = 1200, 630
_SHEET = Path(__file__).parent / "static" / "web" / "css" / "tokens.css"
_PAGE = (
    f"#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)\n"
    '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
_WIDEST = 34


def draw_card(drawing: str, facts: Mapping[str, Any]) -> bytes:
    """A PNG of 1200 x 630. ``drawing`` is a template, whose comment names its ``facts``."""
    svg = render_to_string(drawing, {**facts, "ink": tokens()}).lstrip()
    drawn = typst.compile(
        _PAGE.encode(),
        format="png",
        ppi=72.0,
        font_paths=_fonts(),
        sys_inputs={"svg": svg},
    )
    return bytes(drawn)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(sans_path()).parent)])


@cache
def tokens() -> Mapping[str, str]:
    """The colours of the light page by name, as the style sheet has them."""
    light = _SHEET.read_text(encoding="utf-8").split("@media", 1)[0]
    found = re.findall(r"--ls-([\w-]+): (#[0-9A-F]{6});", light)
    return {name.replace("-", "_"): colour for name, colour in found}


def lines_of(title: str) -> list[str]:
    """A title in at most two lines; 汉字 count two. What is left over ends in an ellipsis."""
    lines: list[str] = []
    rest = title.strip()
    while rest and len(lines) < 2:  # noqa: PLR2004  two lines fit
        size = _fitting(rest)
        if size < len(rest) and rest[size - 1].isascii() and " " in rest[:size]:
            size = rest[:size].rindex(" ")  # between words, where the script has any
        lines.append(rest[:size].strip())
        rest = rest[size:].strip()
    if rest:
        lines[-1] = f"{lines[-1][:-1]}…"
    return lines


def _fitting(text: str) -> int:
    taken = 0
    for place, letter in enumerate(text):
        taken += 1 if letter.isascii() else 2
        if taken > _WIDEST:
            return place
    return len(text)
