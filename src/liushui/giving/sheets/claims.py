"""What a sheet says of itself in its footer and prose: how many gifts, how much in all."""

import re
from dataclasses import dataclass
from enum import StrEnum

from liushui.giving.sheets.cells import folded

_COUNT = re.compile(r"(\d[\d,]*)(?:人次|笔|人|位|条|家|户|例|gifts|donations)")
_SUM = re.compile(
    r"(?:总金额|总额|总计|合计|共计|小计|金额|捐款|捐赠|善款|共|total|sum)(?:人民币|为|是|约|[::¥(])*"
    r"(\d[\d,]*(?:\.\d+)?)(亿元?|万元?|元|yuan)?(?!\d|人|笔|位|条|家|户|例|gifts|donations|[年月日期号])"
)
_UNITS = {"": 1_00, "元": 1_00, "yuan": 1_00, "万": 10**6, "亿": 10**10}
# A running total says how much came in so far, in all sheets; it cannot be checked against one.
_RUNNING = ("累计", "截至", "截止", "todate")
TOTAL_WORDS = re.compile(
    r"(合计|总计|共计|小计|累计|总额|总金额|总数|total|sum)(?![\u3400-\u9fff])"
)


class ClaimKind(StrEnum):
    COUNT = "count"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure that the sheet states: a number of gifts, or fen known to ``within_minor``."""

    kind: ClaimKind
    figure: int
    row: int
    running: bool = False
    within_minor: int = 0

    def agrees_with(self, found: int) -> bool:
        """Whether what was found is what was stated, as exactly as it was stated."""
        return abs(self.figure - found) <= self.within_minor


def is_total_row(name: str) -> bool:
    """Whether a name cell is a total's label: no donor is called 合计."""
    return bool(TOTAL_WORDS.match(folded(name)))


def claims_in(text: str, row: int) -> list[Claim]:
    """The counts and sums that a line of prose or a footer states."""
    plain = folded(text)
    running = any(word in plain for word in _RUNNING)
    counts = [
        Claim(ClaimKind.COUNT, int(found[1].replace(",", "")), row, running)
        for found in _COUNT.finditer(plain)
    ]
    sums = [_sum(found[1], found[2] or "", row, running=running) for found in _SUM.finditer(plain)]
    return counts + sums


def _sum(number: str, unit: str, row: int, *, running: bool) -> Claim:
    """A stated sum. 8550.11万元 is known to half of its last place: 50 yuan."""
    scale = _UNITS[unit if unit in _UNITS else unit.removesuffix("元")]
    whole, _, part = number.replace(",", "").partition(".")
    step = max(scale // 10 ** len(part), 1)
    figure = int(whole + part) * step
    within = step // 2 if step > 1 and unit[:1] in {"万", "亿"} else 0
    return Claim(ClaimKind.SUM, figure, row, running, within)
