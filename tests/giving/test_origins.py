"""What led to a gift hears of it in the same transaction, and may refuse it before it is placed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import (
    By,
    OriginUnknown,
    origins,
    place_order,
    register_origin,
    words_of_origin,
)
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money
from liushui.projects.models import Project
from tests.giving import builders as b

BEGINS_WITH = (b.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant", "begun")]


class GateShut(DomainError):
    code = "gate_shut"
    message = "The gate is shut."


@dataclass
class Gate:
    """Takes any code but ``shut``, and writes down what it hears."""

    kind: str = "gate"
    heard: list[tuple[str, str]] = field(default_factory=list)

    def words(self, code: str, project: Project) -> str:
        return f"{code} at {project.number}"

    def place(self, order: GiftOrder, code: str, *, at: datetime) -> None:
        del at
        if code == "shut":
            raise GateShut
        self.heard.append(("placed", order.reference))

    def book(self, orders: Sequence[GiftOrder], *, at: datetime) -> None:
        del at
        self.heard += [("booked", order.reference) for order in orders]

    def close(self, orders: Sequence[GiftOrder], *, at: datetime) -> None:
        del at
        self.heard += [("closed", order.reference) for order in orders]


@pytest.fixture
def gate() -> Iterator[Gate]:
    before = dict(origins._ORIGINS)
    gate = Gate()
    register_origin(gate)
    yield gate
    origins._ORIGINS.clear()
    origins._ORIGINS.update(before)


def given(project: Project, by: By) -> GiftOrder:
    return place_order(b.STRANGER, project=project.number, amount=Money(100), by=by, at=b.now())


def test_an_origin_hears_of_an_order_placed_and_booked_once(gate: Gate, provider: Provider) -> None:
    project = b.project()

    order = place_order(
        b.STRANGER, project=project.number, amount=Money(100), by=By("gate:a", "live-1"), at=b.now()
    )
    for _again in range(2):
        b.settled(provider, order)

    assert gate.heard == [("placed", order.reference), ("booked", order.reference)]
    order.refresh_from_db()
    assert (order.origin, order.tag) == ("gate:a", "live-1")


def test_what_an_origin_refuses_is_not_placed(gate: Gate) -> None:
    project = b.project()

    with pytest.raises(GateShut):
        place_order(
            b.STRANGER, project=project.number, amount=Money(100), by=By("gate:shut"), at=b.now()
        )

    assert not GiftOrder.objects.exists()
    assert gate.heard == []


@pytest.mark.parametrize("name", ["nobody:a", "gate", "gate:", "gate:" + "a" * 40])
@pytest.mark.usefixtures("gate")
def test_a_name_that_nobody_answers_for_is_refused(name: str) -> None:
    project = b.project()

    with pytest.raises(OriginUnknown):
        words_of_origin(name, project)
    with pytest.raises(OriginUnknown):
        given(project, By(name))


@pytest.mark.usefixtures("gate")
def test_the_form_says_what_led_there_and_passes_it_on(client: Client) -> None:
    project = b.project()
    address = reverse("giving:give", args=[project.number])

    page = client.get(address, {"by": "gate:a", "tag": "Live-1"})
    assert f"a at {project.number}" in page.content.decode()
    said = {"amount": "20", "display": "anonymous", "read": "on", "by": "gate:a", "tag": "live-1"}
    client.post(address, said)

    assert GiftOrder.objects.get().origin == "gate:a"
    assert GiftOrder.objects.get().tag == "live-1"
    assert client.get(address, {"by": "nobody:a"}).status_code == 404
