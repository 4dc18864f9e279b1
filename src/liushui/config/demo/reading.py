"""Reads the words of a PDF that we drew, as a reader's program would: by its fonts' own maps."""

import re
import zlib
from collections.abc import Mapping

_OBJECT = re.compile(rb"(?:^|\s)(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(f\d+)\s+(\d+) 0 R")
_TO_UNICODE = re.compile(rb"/ToUnicode\s+(\d+) 0 R")
_CONTENTS = re.compile(rb"/Contents\s+(\d+) 0 R")
_SHOWN = re.compile(
    rb"/(f\d+)\s+[\d.]+\s+Tf"  # a font is chosen
    rb"|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"  # glyphs as a literal
    rb"|<([0-9A-Fa-f]+)>\s*(?=[\]<(T\d.-])",  # glyphs as digits
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(pdf: bytes) -> str:
    """All text that the pages show, without spaces. Raises ``ValueError`` when it is no PDF."""
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        raise ValueError("these bytes are not a whole PDF")
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = _fonts(objects)
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    contents = [objects[int(number)] for page in pages for number in _CONTENTS.findall(page)]
    return "".join(_shown(_inflated(content), fonts) for content in contents)


def _fonts(objects: Mapping[int, bytes]) -> dict[bytes, dict[int, str]]:
    """What each font's glyphs mean, by the name under which pages call it."""
    maps: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for name, number in _FONT.findall(body):
            found = _TO_UNICODE.search(objects.get(int(number), b""))
            if found:
                maps[name] = _map(_inflated(objects[int(found.group(1))]))
    return maps


def _map(cmap: bytes) -> dict[int, str]:
    text = cmap.decode("ascii", "replace")
    meanings: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for glyph, means in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            meanings[int(glyph, 16)] = _utf16(means)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, means in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = ord(_utf16(means)[-1])
            for step in range(int(last, 16) - int(first, 16) + 1):
                meanings[int(first, 16) + step] = chr(start + step)
    return meanings


def _shown(content: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> str:
    meanings: Mapping[int, str] = {}
    said = []
    for part in _SHOWN.finditer(content):
        if part.group(1):
            meanings = fonts.get(part.group(1), {})
            continue
        raw = bytes.fromhex(part.group(2).decode()) if part.group(2) else _plain(part.group(0))
        glyphs = (int.from_bytes(raw[n : n + 2], "big") for n in range(0, len(raw), 2))
        said.append("".join(meanings.get(glyph, "") for glyph in glyphs))
    return "".join(said)


def _plain(literal: bytes) -> bytes:
    def one(found: "re.Match[bytes]") -> bytes:
        sign = found.group(1)
        if sign.isdigit():
            return bytes([int(sign, 8) & 255])
        return _PLAIN.get(sign, sign)

    return _ESCAPE.sub(one, literal[1:-1])


def _inflated(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found.group(1)) if b"/FlateDecode" in body else found.group(1)


def _utf16(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")
