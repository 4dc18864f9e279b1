"""Looking for the values of one person in bytes of any kind, however they are written or packed."""

import base64
import binascii
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from liushui.config.demo.reading import words_of

_HEX = re.compile(rb"\\\\?x([0-9a-f]{8,})")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
DEEPEST = 4


def spellings(value: str) -> Mapping[str, bytes]:
    """Every way in which a value may stand in bytes."""
    plain = value.encode()
    found = {
        "utf-8": plain,
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "json": json.dumps(value).strip('"').encode(),
        "url": quote(value).encode(),
        "utf-16-le": value.encode("utf-16-le"),
        "utf-16-be": value.encode("utf-16-be"),
        "gb18030": value.encode("gb18030"),
    }
    for shift, head in enumerate((0, 2, 3)):  # in base64 the same bytes look different by place
        packed = base64.b64encode(b"\0" * shift + plain)
        whole = packed[:-4] if (shift + len(plain)) % 3 else packed
        if len(whole) - head > 5:
            found[f"base64+{shift}"] = whole[head:]
    return found


def unpacked(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves and everything that is packed in them: zip, PDF, zlib, hex, base64."""
    yield content
    if depth >= DEEPEST:
        return
    for inner in _inside(content):
        yield from unpacked(inner, depth + 1)


def _inside(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
            yield " ".join(packed.namelist()).encode()
    if content.startswith(b"%PDF"):
        yield words_of(content).encode()
        for stream in _STREAM.findall(content):
            yield from _inflated(stream)
    yield from _inflated(content)
    for found in _HEX.findall(content):
        yield bytes.fromhex(found[: len(found) // 2 * 2].decode())
    for found in _BASE64.findall(content):
        try:
            yield base64.urlsafe_b64decode(found + b"=" * (-len(found) % 4))
        except binascii.Error:
            continue


def _inflated(content: bytes) -> Iterator[bytes]:
    if content[:1] == b"\x78":
        try:
            yield zlib.decompressobj().decompress(content)
        except zlib.error:
            return


def traces(values: Iterable[str], places: Mapping[str, bytes]) -> list[str]:
    """Where any value stands in any spelling, packed or not: what a test asserts is empty."""
    wanted = {value: spellings(value) for value in values}
    return [
        f"{place}: {value} as {spelling}"
        for place, content in places.items()
        for layer in unpacked(content)
        for value, spelt in wanted.items()
        for spelling, needle in spelt.items()
        if needle in layer
    ]


def files_under(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path, the path itself among the bytes."""
    return {
        str(place.relative_to(folder)): str(place).encode() + b"\n" + place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file()
    }
