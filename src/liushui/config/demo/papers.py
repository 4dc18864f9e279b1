"""The story's papers: vouchers as small PDFs, photographs as drawn hills."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pylopdf_fonts_zh_cn
import typst
from PIL import Image, ImageDraw

from liushui.kernel.money import format_yuan

VOUCHER = """
#let facts = json(bytes(sys.inputs.facts))
#set document(title: facts.title, date: none)
#set page(width: 148mm, height: 105mm, margin: 12mm)
#set text(font: "Noto Serif SC", size: 10pt, lang: "zh")
#align(center)[
  #text(size: 15pt)[收 据] \\
  #text(size: 8pt)[示例凭证，机构和交易均为虚构 · A sample; all invented]
]
#v(4mm)
#table(
  columns: (26mm, 1fr), stroke: 0.4pt, inset: 6pt,
  [付款单位], [#facts.payer], [收款方], [#facts.payee], [用途], [#facts.label],
  [金额（元）], [#facts.amount], [日期], [#facts.day], [编号], [#facts.reference],
)
"""
FONTS = Path(pylopdf_fonts_zh_cn.serif_path()).parent
PHOTO_SIZE = (640, 400)
PHOTOS = 24
# Sky, and hills from far to near: the pigments of blue-and-green landscape painting.
SKIES = ((214, 226, 224), (226, 224, 212), (203, 217, 226), (232, 228, 220))
HILLS = ((150, 178, 178), (108, 148, 150), (62, 112, 118), (28, 88, 96))
GROUNDS = ((181, 126, 28), (27, 115, 84), (95, 109, 116), (127, 83, 0))


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """What stands on a voucher."""

    payer: str
    payee: str
    label: str
    amount_minor: int
    day: str
    reference: str


class Press:
    """Prints vouchers; the fonts are read once."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])

    def voucher(self, facts: VoucherFacts) -> bytes:
        """A receipt of one page, marked as a sample."""
        words = {
            "title": facts.label,
            "payer": facts.payer,
            "payee": facts.payee,
            "label": facts.label,
            "amount": format_yuan(facts.amount_minor),
            "day": facts.day,
            "reference": facts.reference,
        }
        said = {"facts": json.dumps(words, ensure_ascii=False)}
        pdf: bytes = typst.compile(
            VOUCHER.encode(), font_paths=self._fonts, format="pdf", sys_inputs=said, timestamp=0
        )
        return pdf


def photo(number: int) -> bytes:
    """One of ``PHOTOS`` drawn landscapes: no people, no places."""
    random = Random(number % PHOTOS)  # noqa: S311 - a drawing
    image = Image.new("RGB", PHOTO_SIZE, SKIES[number % len(SKIES)])
    draw = ImageDraw.Draw(image)
    width, height = PHOTO_SIZE
    for layer, colour in enumerate(HILLS):
        base = height * (35 + 13 * layer) // 100
        points = [(0, height)]
        points += [(x, base - random.randint(0, 70 - 12 * layer)) for x in range(0, width + 1, 80)]
        draw.polygon([*points, (width, height)], fill=colour)
    draw.rectangle((0, height * 88 // 100, width, height), fill=GROUNDS[number % len(GROUNDS)])
    left, top = random.randint(60, 460), height * 72 // 100
    draw.rectangle((left, top, left + 110, height * 88 // 100), fill=(238, 240, 236))
    draw.polygon([(left - 12, top), (left + 55, top - 40), (left + 122, top)], fill=(84, 70, 66))
    draw.rectangle((left + 44, top + 24, left + 66, height * 88 // 100), fill=(35, 111, 142))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
