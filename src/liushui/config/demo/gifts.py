"""The gifts of the story: who gives, how much, to what and when. Pure and deterministic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from liushui.config.demo.script import ProjectWords
from liushui.kernel.clock import CHINA, day_of
from liushui.kernel.ids import REFERENCE_ALPHABET, reference_of

# Yuan in fen, and how many of a thousand gifts are of that size: most small, a few very large.
SIZES = (
    (5_00, 30), (10_00, 140), (20_00, 180), (30_00, 40), (50_00, 195), (66_66, 15), (88_88, 15),
    (100_00, 180), (131_40, 8), (200_00, 85), (300_00, 25), (500_00, 48), (1_000_00, 26),
    (2_000_00, 8), (5_000_00, 4), (10_000_00, 2), (30_000_00, 1),
)  # fmt: skip
ANONYMOUS_IN_HUNDRED = 18
SURNAMES = (
    "林李张刘陈杨黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董程"
    "曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
)
GIVEN = (
    "知夏", "文舟", "清和", "予安", "思远", "亦然", "书云", "望舒", "景行", "若谷", "明川", "一诺",
    "晓棠", "怀瑾", "南星", "秋白", "雨石", "子衿", "云帆", "以宁", "敏", "静", "伟", "磊", "洋",
    "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "兰", "霞", "平", "刚", "桂英", "建国", "志强",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gift:
    """One gift. ``donor`` is a place in the list of donors; none gave without a name."""

    project: str
    donor: int | None
    amount_minor: int
    at: datetime
    number: int

    @property
    def reference(self) -> str:
        """The same number for the same gift, however often the story is told."""
        return story_reference(self.at, self.number)


def story_reference(at: datetime, number: int) -> str:
    """A reference that looks drawn by chance and is not: one factor steps through all of them."""
    places = len(REFERENCE_ALPHABET)
    left, body = (number * 318_227_933_111 + 104_729) % places**8, ""
    for _ in range(8):
        left, place = divmod(left, places)
        body += REFERENCE_ALPHABET[place]
    return reference_of(day_of(at), body)


def donor_names(count: int, random: Random, first: str) -> list[str]:
    """Invented names, each once; the first is the guide's."""
    names = {first: None}
    while len(names) < count:
        names.setdefault(random.choice(SURNAMES) + random.choice(GIVEN), None)
    return list(names)


def gifts_of(
    projects: Sequence[ProjectWords], *, day: date, count: int, donors: int, random: Random
) -> list[Gift]:
    """``count`` gifts in the order in which they came, over the days that each project was open."""
    drawn: list[tuple[datetime, str, int | None, int]] = []
    weights = [1 / (place + 3) for place in range(donors)]
    weights[0] = weights[-1]  # the guide gives rarely: one finds her gift at once
    shares = [max(4, count * project.gift_share // 100) for project in projects]
    shares[1] += count - sum(shares)
    for project, share in zip(projects, shares, strict=True):
        for _ in range(share):
            at = _moment(project, day, random)
            named = random.randrange(100) >= ANONYMOUS_IN_HUNDRED
            donor = random.choices(range(donors), weights)[0] if named else None
            drawn.append((at, project.key, donor, _amount(random)))
    drawn.sort(key=lambda gift: gift[0])
    return [
        Gift(project, donor, amount, at, number)
        for number, (at, project, donor, amount) in enumerate(drawn)
    ]


def moment(day: date, minutes: int) -> datetime:
    """A time of that day in China."""
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minutes)


def _moment(project: ProjectWords, day: date, random: Random) -> datetime:
    first, last = project.start_day + 1, min(project.end_day - 4, -1)
    # Many give in the first days of an appeal, fewer later.
    along = random.random() ** 1.4
    offset = first + round(along * (last - first))
    minutes = random.choices((random.randint(420, 720), random.randint(721, 1410)), (2, 3))[0]
    return moment(day + timedelta(days=offset), minutes) + timedelta(seconds=random.randint(0, 59))


def _amount(random: Random) -> int:
    if random.randrange(60) == 0:
        return random.randint(1_00, 99_99)
    sizes, shares = zip(*SIZES, strict=True)
    return int(random.choices(sizes, shares)[0])
