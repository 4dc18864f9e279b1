"""Papers as PDF/A-2b, the same bytes for the same facts on any machine with the same fonts."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

from liushui.documents.glyphs import repertoire
from liushui.kernel.errors import DomainError, gettext_noop

PAPERS = Path(__file__).resolve().parent / "papers"

# What printers set for a character that they have no type for.
MISSING_GLYPH = "〓"
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)
# How typst writes characters that cannot stand alone: combining marks, controls.
_WRITTEN = re.compile(r"\\u\{(?P<point>[0-9a-f]{1,6})\}")
_MOST_REPLACED = 12
# Facts that are drawn as a QR code beside being printed.
_CODES = {"trace_url": "qr", "page_url": "qr", "check_url": "check_qr"}
# Facts that are lists of lists of texts, as JSON.
_NESTED = frozenset({"lead", "rows", "tables"})


class PaperNotDrawn(DomainError):
    """One paper cannot be drawn: it waits, and whoever keeps the papers is shown it."""

    code = "paper_not_drawn"
    status = 503
    message = gettext_noop("This paper cannot be drawn at the moment.")
    remedy = gettext_noop("It keeps its number. Who looks after the papers sees it and mends it.")


def draw(paper: str, facts: Mapping[str, str]) -> bytes:
    """The PDF of one paper, ``papers/<paper>.typ``, with these facts as text.

    A character that the fonts lack (rare ones in names, marks of other scripts) is printed as 〓
    rather than left out: PDF/A refuses a paper with a silent hole, and so do we. Raises
    ``PaperNotDrawn``.
    """
    shown = dict(facts)
    for _ in range(_MOST_REPLACED):
        try:
            return _compiled(paper, shown)
        except typst.TypstError as error:
            lacking = _lacking(str(error))
        if not lacking:
            break
        shown = _without(shown, lacking.__contains__)
    try:
        return _compiled(paper, _without(shown, lambda one: one not in repertoire()))
    except (typst.TypstError, ValueError):
        raise PaperNotDrawn from None  # what typst says may quote the paper


def with_codes(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts with the QR codes of the addresses among them."""
    codes = {code: qr_drawing(facts[name]) for name, code in _CODES.items() if facts.get(name)}
    return {**facts, **codes}


def qr_drawing(address: str) -> str:
    """The QR code of an address as SVG text."""
    return str(segno.make(address, error="m", micro=False).svg_inline(scale=4, border=0))


def _lacking(said: str) -> frozenset[str]:
    """The characters without type that typst names; none where it blames what has one."""
    named = _NO_GLYPH.search(said)
    if named is None:
        return frozenset()
    text = _WRITTEN.sub(lambda found: chr(int(found["point"], 16)), named["text"])
    return frozenset(text) - repertoire()


def _without(facts: Mapping[str, str], lacks: Callable[[str], bool]) -> dict[str, str]:
    """The facts with 〓 for the characters that are lacking; a list of texts stays a list."""
    return {
        name: json.dumps(_replaced(json.loads(text), lacks), ensure_ascii=False)
        if name in _NESTED
        else str(_replaced(text, lacks))
        for name, text in facts.items()
    }


def _replaced(said: Any, lacks: Callable[[str], bool]) -> Any:
    if isinstance(said, str):
        return "".join(MISSING_GLYPH if lacks(one) else one for one in said)
    if isinstance(said, list):
        return [_replaced(one, lacks) for one in said]
    if isinstance(said, dict):
        return {name: _replaced(one, lacks) for name, one in said.items()}
    return said


def _compiled(paper: str, facts: Mapping[str, str]) -> bytes:
    pdf = typst.compile(
        str(PAPERS / f"{paper}.typ"),
        root=str(PAPERS),
        format="pdf",
        font_paths=[str(Path(sans_path()).parent)],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )
    return bytes(pdf)
