"""What two people agreed to is what is done, and what one began no stranger ends."""

from datetime import timedelta
from typing import Any

import pytest

from liushui.base.home import Home
from liushui.config.simulators.wechat_pay import Provider
from liushui.desk.models import Work
from liushui.desk.services import run_work
from liushui.giving.models import GiftRefund
from liushui.giving.queries import refunds as found
from liushui.giving.refund_policies import Rule
from liushui.giving.refund_states import MassState, RefundClass, RefundState
from liushui.giving.services import decide_gift
from liushui.giving.services.refund_asking import Asked, begin_refund, withdraw_refund
from liushui.giving.services.refund_mass import (
    agree_mass_refund,
    decline_mass_refund,
    propose_mass_refund,
)
from liushui.giving.services.refund_rules import propose_rule
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money
from liushui.ledger.services import charge_back, sequence_all
from liushui.projects.services import close_project
from tests.giving import builders as giving
from tests.giving.refunds import House, a_gift, a_house

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.HOME = Home(tmp_path / "home")


def refusal(code: str) -> "pytest.RaisesExc[DomainError]":
    return pytest.raises(DomainError, match=f"^{code}:")


def agreed_mass(house: House, kind: RefundClass = RefundClass.CANCELLED) -> Any:
    number, at = house.project.number, giving.now()
    mass = propose_mass_refund(house.drafter, number, kind=kind, why="项目终止", at=at)
    return agree_mass_refund(house.approver, mass.reference, language="en", at=giving.now())


def worked(mass: Any) -> None:
    run_work(Work.objects.latest("pk").pk)
    mass.refresh_from_db()


def test_a_gift_kept_after_both_agreed_is_in_no_total_that_they_saw(provider: Provider) -> None:
    house = a_house()
    seen = a_gift(provider, house, 40_00)
    late = giving.order(house.project, minor=30_00)
    close_project(giving.SETUP, house.project.number, at=giving.now())
    giving.settled(provider, late)
    mass = agreed_mass(house)
    after = giving.now() + timedelta(seconds=5)
    decide_gift(house.approver, late.reference, keep=True, why="转入", at=after)
    sequence_all()
    worked(mass)
    assert (mass.state, mass.done_count, mass.done_minor) == (MassState.DONE, 1, 40_00)
    assert {one.order_id for one in GiftRefund.objects.all()} == {seen.pk}


def test_of_a_gift_charged_back_in_part_the_rest_goes_back_with_its_project(
    provider: Provider,
) -> None:
    house = a_house()
    gift = a_gift(provider, house, 40_00)
    charge_back(gift.reference, Money(15_00), key="cb", happened_at=giving.now())
    close_project(giving.SETUP, house.project.number, at=giving.now())
    mass = agreed_mass(house, RefundClass.UNLAWFUL)
    worked(mass)
    assert (mass.state, mass.done_count, mass.done_minor) == (MassState.DONE, 1, 25_00)


def test_what_the_charity_began_is_not_a_strangers_to_end(provider: Provider) -> None:
    house = a_house()
    gift = a_gift(provider, house)
    asked = Asked(RefundClass.UNLAWFUL)
    one = begin_refund(house.drafter, gift.reference, asked, at=giving.now())
    with refusal("refund_over"):
        withdraw_refund(giving.STRANGER, gift.reference, at=giving.now())
    one.refresh_from_db()
    assert one.state == RefundState.PROPOSED


def test_what_waits_is_shown_however_much_is_over(provider: Provider) -> None:
    house = a_house()
    a_gift(provider, house, 40_00)
    close_project(giving.SETUP, house.project.number, at=giving.now())
    number, at = house.project.number, giving.now()
    said: Any = {"kind": RefundClass.CANCELLED, "why": "项目终止", "at": at}
    first = propose_mass_refund(house.drafter, number, **said)
    for _ in range(21):
        later = propose_mass_refund(house.drafter, number, **said)
        decline_mass_refund(house.drafter, later.reference, why="", at=at)
    assert [one.pk for one in found.masses_waiting(house.approver)] == [first.pk]
    assert found.masses_in_console(house.approver, 5)[0].pk == first.pk


def test_rules_whose_day_is_over_hide_no_rule_that_waits() -> None:
    house = a_house()
    body, at = house.project.organisation_id, giving.now()
    before = at - timedelta(days=9)
    old, new = (Rule(RefundClass.WRONG_AMOUNT, False, 3, True, day_of(day)) for day in (before, at))
    for _ in range(51):
        propose_rule(house.approver, body, old, at=before)
    one = propose_rule(house.approver, body, new, at=at)
    assert [rule.pk for rule in found.rules_proposed(frozenset({body}), day_of(at))] == [one.pk]
