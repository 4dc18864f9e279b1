"""For which characters both fonts of the papers have a type: read from the fonts themselves."""

import struct
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

# Layout, not type: typst sets them without a glyph.
_LAYOUT = frozenset("\n\t")
_SEGMENTED = 12


@cache
def repertoire() -> frozenset[str]:
    """Characters that may be set anywhere on a paper."""
    return (_of(Path(sans_path())) & _of(Path(serif_path()))) | _LAYOUT


def _of(font: Path) -> frozenset[str]:
    """The characters of an OpenType font, by its segmented coverage (``cmap``, format 12)."""
    content = font.read_bytes()
    start = _table(content, b"cmap")
    (count,) = struct.unpack_from(">H", content, start + 2)
    for place in range(count):
        (behind,) = struct.unpack_from(">I", content, start + 8 + 8 * place)
        if struct.unpack_from(">H", content, start + behind)[0] == _SEGMENTED:
            return _segments(content, start + behind)
    raise ValueError("a font of papers says which characters it has")


def _table(content: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", content, 4)
    for place in range(count):
        tag, _sum, start, _length = struct.unpack_from(">4sIII", content, 12 + 16 * place)
        if tag == name:
            return int(start)
    raise ValueError("a font of papers is an OpenType font")


def _segments(content: bytes, start: int) -> frozenset[str]:
    (count,) = struct.unpack_from(">I", content, start + 12)
    found: set[str] = set()
    for place in range(count):
        first, last, _glyph = struct.unpack_from(">III", content, start + 16 + 12 * place)
        found.update(map(chr, range(first, last + 1)))
    return frozenset(found)
