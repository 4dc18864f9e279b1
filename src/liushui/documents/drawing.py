"""Papers as PDF/A-2b, the same bytes for the same facts on any machine with the same fonts."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

PAPERS = Path(__file__).resolve().parent / "papers"

# What printers set for a character that they have no type for.
MISSING_GLYPH = "〓"
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_MOST_REPLACED = 12
# Facts that are drawn as a QR code beside being printed.
_CODES = {"trace_url": "qr", "page_url": "qr", "check_url": "check_qr"}


def draw(paper: str, facts: Mapping[str, str]) -> bytes:
    """The PDF of one paper, ``papers/<paper>.typ``, with these facts as text.

    A character that the fonts lack (rare ones in names, mostly beyond the basic plane) is printed
    as 〓 rather than left out: PDF/A refuses a paper with a silent hole, and so do we.
    """
    shown = dict(facts)
    for _ in range(_MOST_REPLACED):
        try:
            return _compiled(paper, shown)
        except typst.TypstError as error:
            missing = _NO_GLYPH.search(str(error))
            if missing is None:
                raise
            shown = {
                name: text.replace(missing["text"], MISSING_GLYPH) for name, text in shown.items()
            }
    return _compiled(paper, shown)


def with_codes(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts with the QR codes of the addresses among them."""
    codes = {code: qr_drawing(facts[name]) for name, code in _CODES.items() if facts.get(name)}
    return {**facts, **codes}


def qr_drawing(address: str) -> str:
    """The QR code of an address as SVG text."""
    return str(segno.make(address, error="m", micro=False).svg_inline(scale=4, border=0))


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
