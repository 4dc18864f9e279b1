"""Whatever a day brings, each line and each payment is matched or waits: never both, never none."""

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pytest

from liushui.giving.models import Payment
from liushui.reconciling.models import Difference, Line, Match
from tests.giving import builders as giving
from tests.reconciling.builders import Paid, Staff, a_charity, at_wechat, bill, read, told

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Side:
    """One order: what the call-back told (none: it never came) and what the bill says."""

    order: "GiftOrder"
    number: str
    ours: int | None
    theirs: int | None

    @property
    def expected(self) -> str:
        if self.ours is None:
            return "they_have" if self.theirs is not None else ""
        if self.theirs is None:
            return "we_have"
        return "match" if self.ours == self.theirs else "amount"


def a_day(staff: Staff, random: Random) -> list[Side]:
    sides = []
    for n in range(random.randrange(4, 12)):
        minor = random.choice((1_00, 1_00, 2_00, 1_01, 99_99))
        order = giving.order(staff.project, minor=minor)
        ours = minor if random.random() < 0.8 else None
        theirs = random.choice((minor, minor, minor, minor, minor + 1, None))
        sides.append(Side(order, f"42-{n}", ours, theirs))
    return sides


@pytest.mark.parametrize("seed", range(4))
def test_every_line_and_every_payment_ends_in_one_place(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a day, not a secret
    staff = a_charity()
    account = at_wechat(staff)
    sides = a_day(staff, random)
    late = [side for side in sides if side.ours is not None and random.random() < 0.3]
    for side in sides:
        if side.ours is not None and side not in late:
            told(side.order, side.number)
    lines = [
        Paid(side.order.reference, side.number, side.theirs)
        for side in sides
        if side.theirs is not None
    ]
    random.shuffle(lines)
    half = len(lines) // 2
    read(staff, account, bill(*lines[:half]))
    for side in late:
        told(side.order, side.number)
    read(staff, account, bill(*lines))
    found = {one.transaction_id: one for one in Payment.objects.all()}
    for side in sides:
        assert _end_of(side, found.get(side.number)) == side.expected, side
    matched, waiting = Match.objects.count(), Difference.objects.exclude(state="cleared")
    assert matched + waiting.filter(line__isnull=False).count() == Line.objects.count()
    assert sum(Line.objects.values_list("amount_minor", flat=True)) == sum(
        side.theirs or 0 for side in sides
    )


def _end_of(side: Side, payment: Payment | None) -> str:
    ends = [
        *Match.objects.filter(line__outside_ref=side.number).values_list("kind", flat=True),
        *Difference.objects.filter(line__outside_ref=side.number)
        .exclude(state="cleared")
        .values_list("kind", flat=True),
    ]
    if payment is not None:
        absent = Difference.objects.filter(payment=payment, line=None).exclude(state="cleared")
        ends += absent.values_list("kind", flat=True)
    assert len(ends) <= 1, (side, ends)
    return "match" if ends == ["payment"] else (ends[0] if ends else "")
