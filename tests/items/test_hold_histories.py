"""Random histories of a gallery beside an oracle that only counts: the cap is always exact."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.items.errors import FewerLeft, SoldOut
from liushui.items.models import Gallery, Hold
from liushui.items.queries import faults, standing_of
from liushui.items.services import give_back, lapse_holds
from tests.giving import builders as giving
from tests.items import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
CAP, STEPS = 12, 40


@dataclass
class Oracle:
    """What each order should have: its count and "held", "lapsed", "kept" or "late"."""

    orders: dict[int, tuple[int, str]] = field(default_factory=dict)

    @property
    def left(self) -> int:
        return CAP - sum(
            count for count, state in self.orders.values() if state in ("held", "kept")
        )

    def pay(self, key: int) -> None:
        count, state = self.orders[key]
        if state in {"held", "kept"}:
            self.orders[key] = (count, "kept")
        elif state == "lapsed":
            self.orders[key] = (count, "kept" if self.left >= count else "late")

    def lapse(self, key: int) -> None:
        count, state = self.orders[key]
        self.orders[key] = (count, "lapsed" if state == "held" else state)


@pytest.mark.parametrize("seed", range(3))
def test_a_gallery_is_what_plain_counting_says(provider: Provider, seed: int) -> None:
    body = giving.charity()
    other = giving.project(body, "同类项目")
    gallery = b.gallery(giving.project(body), cap=CAP, surplus=other.number)
    random, oracle = Random(seed), Oracle()  # noqa: S311 - a history that can be told again

    for _step in range(STEPS):
        known = random.choice(list(oracle.orders)) if oracle.orders else 0
        deed = random.choice(("place", "place", "pay", "pay", "close", "lapse"))
        if deed == "place" or not known:
            _place(gallery, random.randint(1, 3), oracle)
        elif deed == "pay":
            giving.settled(provider, GiftOrder.objects.get(pk=known))
            oracle.pay(known)
        elif deed == "close":
            give_back([GiftOrder.objects.get(pk=known)], at=b.now())
            oracle.lapse(known)
        elif random.random() < 1 / 3:
            lapse_holds(at=b.now() + timedelta(hours=1))
            for key in oracle.orders:
                oracle.lapse(key)
        assert standing_of(gallery).left == oracle.left

    held = {hold.order_id: (hold.count, hold.state) for hold in Hold.objects.all()}
    assert held == oracle.orders
    assert faults() == []


def _place(gallery: Gallery, count: int, oracle: Oracle) -> None:
    if oracle.left >= count:
        order = b.order(gallery, count)
        oracle.orders[order.pk] = (count, "held")
        return
    with pytest.raises((FewerLeft, SoldOut)):
        b.order(gallery, count)
