"""All gifts of a project go back by two people's totals, and match money that looks abused."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from liushui.base.home import Home
from liushui.config.simulators.wechat_pay import Provider
from liushui.desk.models import Work
from liushui.desk.services import run_work
from liushui.desk.services.keeping import kept_result
from liushui.giving.models import GiftRefund, MassRefund, Suspicion
from liushui.giving.refund_states import (
    MassState,
    RefundClass,
    RefundState,
    SuspicionKind,
    SuspicionState,
)
from liushui.giving.services.refund_mass import (
    agree_mass_refund,
    decline_mass_refund,
    propose_mass_refund,
)
from liushui.giving.services.suspicions import (
    clear_suspicion,
    find_suspicions,
    freeze_suspected,
    propose_taking_back,
    take_back,
)
from liushui.giving.suspecting import suspected
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.kernel.money import Money
from liushui.ledger.queries import balance, trace_forward
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.matched_lately import MatchedGift
from liushui.ledger.services import (
    GiftOffer,
    accept_gifts,
    charge_back,
    move,
    open_fund,
    sequence_all,
    sink,
)
from liushui.ledger.services.pools import Caps, Terms, open_pool, set_terms
from liushui.ledger.states import GENERAL, Kind, Purpose, SinkUse
from liushui.projects.services import close_project
from tests.giving import builders as giving
from tests.giving.refunds import House, a_gift, a_house, agreed, asked
from tests.ledger.builders import give

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 7, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def refusal(code: str) -> "pytest.RaisesExc[DomainError]":
    return pytest.raises(DomainError, match=f"^{code}:")


def proposed(house: House, kind: RefundClass = RefundClass.CANCELLED) -> MassRefund:
    return propose_mass_refund(
        house.drafter, house.project.number, kind=kind, why="项目终止", at=giving.now()
    )


def begun(house: House, mass: MassRefund) -> MassRefund:
    return agree_mass_refund(house.approver, mass.reference, language="en", at=giving.now())


def worked() -> Work:
    work = Work.objects.latest("pk")
    run_work(work.pk)
    work.refresh_from_db()
    return work


@pytest.mark.usefixtures("merchant")
def test_all_that_rests_goes_back_and_each_other_gift_says_why(
    provider: Provider, settings: Any, tmp_path: Any
) -> None:
    settings.HOME = Home(tmp_path / "home")
    house = a_house()
    used = a_gift(provider, house, 50_00)
    move(
        Money(30_00), source=house.project.fund, key="u", happened_at=giving.now(),
        target=sink(house.project.fund.holder, SinkUse.USED, purpose=Purpose("load")),
        kind=Kind.USE,
    )  # fmt: skip
    whole, back = a_gift(provider, house, 40_00), a_gift(provider, house, 10_00)
    agreed(house, asked(back))
    with refusal("project_still_open"):
        proposed(house)
    close_project(giving.SETUP, house.project.number, at=giving.now())
    mass = proposed(house)
    assert (mass.count, mass.minor) == (3, 90_00)
    MassRefund.objects.filter(pk=mass.pk).update(proposed_by=house.approver.name)
    with refusal("refund_same_person"):
        begun(house, mass)
    MassRefund.objects.filter(pk=mass.pk).update(proposed_by=house.drafter.name)
    with pytest.raises(NotAllowed):
        agree_mass_refund(house.drafter, mass.reference, language="en", at=giving.now())
    begun(house, mass)
    work = worked()
    mass.refresh_from_db()
    assert (mass.state, mass.done_count, mass.done_minor, mass.left_count) == (
        MassState.DONE, 2, 60_00, 1,
    )  # fmt: skip
    made = {one.order.reference: one.amount_minor for one in mass.refunds.all()}
    assert made == {used.reference: 20_00, whole.reference: 40_00}
    assert {one.state for one in mass.refunds.all()} == {RefundState.AGREED}
    assert balance(house.project.fund_id).free == 0
    report = openpyxl.load_workbook(io.BytesIO(kept_result(work) or b""))
    lines = {row[0]: row[1:] for row in list(report["refunds"].values)[1:]}
    assert lines[back.reference] == ("10.00", "0.00", "nothing_to_return")
    assert lines[whole.reference] == ("40.00", "40.00", "on_its_way")
    assert list(report["totals"].values) == [
        ("agreed", "3", "90.00"), ("booked", "2", "60.00"), ("returned", "0", "0.00"),
    ]  # fmt: skip
    begun(house, mass)
    worked()
    mass.refresh_from_db()
    assert (mass.state, mass.done_minor) == (MassState.DONE, 60_00)
    assert GiftRefund.objects.filter(mass=mass).count() == 2
    assert [fault for rule in RULES for fault in faults(rule)] == []


@pytest.mark.usefixtures("merchant")
def test_what_the_second_person_agrees_to_is_what_the_first_proposed(provider: Provider) -> None:
    house = a_house()
    early = a_gift(provider, house, 30_00)
    close_project(giving.SETUP, house.project.number, at=giving.now())
    mass = proposed(house, RefundClass.UNLAWFUL)
    agreed(house, asked(early, RefundClass.FRAUD))
    with refusal("mass_totals_changed"):
        begun(house, mass)
    decline_mass_refund(house.drafter, mass.reference, why="", at=giving.now())
    with refusal("refund_over"):
        begun(house, mass)
    with refusal("nothing_to_return"):
        proposed(house)


def a_matched(number: int, **said: Any) -> MatchedGift:
    plain = {
        "ref": f"G{number}", "fund_id": 1, "amount": 20, "giver": 7,
        "paid_at": NOON + number * MINUTE, "matched": 20, "cap": None, "kept": 20, "returned": 0,
    }  # fmt: skip
    return MatchedGift(**plain | said)


@pytest.mark.parametrize(
    ("gifts", "kinds"),
    [
        ([a_matched(n) for n in range(10)], {SuspicionKind.VELOCITY}),
        ([a_matched(n) for n in range(9)], set()),
        ([a_matched(n, giver=None) for n in range(30)], set()),
        ([a_matched(n, fund_id=n) for n in range(30)], set()),
        ([a_matched(7 * n) for n in range(10)], set()),
        ([a_matched(n, cap=30) for n in range(3)], {SuspicionKind.SPLIT}),
        ([a_matched(n, cap=60) for n in range(3)], set()),
        ([a_matched(n, cap=30) for n in range(2)], set()),
        ([a_matched(1, returned=20)], {SuspicionKind.PAY_BACK}),
        ([a_matched(1, returned=20, kept=0)], set()),
        ([a_matched(1, returned=10, kept=10)], set()),
        ([a_matched(1, giver=None, returned=10, kept=11)], {SuspicionKind.PAY_BACK}),
    ],
)
def test_each_pattern_asks_about_what_it_says_and_nothing_less(
    gifts: list[MatchedGift], kinds: set[SuspicionKind]
) -> None:
    assert {one.kind for one in suspected(gifts)} == kinds


def a_split_gift(house: House, pieces: int = 4) -> Any:
    """One giver's pieces of a pool with a cap per gift: the pool, and the pieces."""
    pool = open_pool(giving.SETUP, house.project.fund.holder, title="配捐", at=giving.now())
    day = timedelta(days=2)
    funds = frozenset({house.project.fund_id})
    terms = Terms((1, 1), giving.now() - day, giving.now() + day, funds, Caps(per_gift=10_00))
    set_terms(giving.SETUP, pool, terms, at=giving.now())
    give(pool.fund, 500_00, at=giving.now())
    at = giving.now() - MINUTE
    accept_gifts(
        [
            GiftOffer(house.project.fund_id, 10_00, f"gift:S{n}", f"S{n}", at, 7)
            for n in range(pieces)
        ]
    )
    sequence_all()
    return pool


def test_a_split_gift_is_found_once_set_aside_by_one_and_taken_back_by_two() -> None:
    house = a_house()
    pool = a_split_gift(house)
    assert find_suspicions(at=giving.now()) == 1
    assert find_suspicions(at=giving.now()) == 0
    one = Suspicion.objects.get()
    assert (one.kind, one.gifts, one.matched_minor) == (
        SuspicionKind.SPLIT, ["S0", "S1", "S2", "S3"], 40_00,
    )  # fmt: skip
    freeze_suspected(house.drafter, one.pk, at=giving.now())
    assert balance(house.project.fund_id).free == 40_00
    propose_taking_back(house.approver, one.pk, why="同一人拆分", at=giving.now())
    with refusal("refund_same_person"):
        take_back(house.approver, one.pk, at=giving.now())
    with pytest.raises(NotAllowed):
        take_back(house.drafter, one.pk, at=giving.now())
    Suspicion.objects.filter(pk=one.pk).update(proposed_by=house.drafter.name)
    assert take_back(house.approver, one.pk, at=giving.now()).state == SuspicionState.TAKEN_BACK
    assert balance(pool.fund_id).free == 500_00
    assert balance(house.project.fund_id).free == 40_00
    assert [fault for rule in RULES for fault in faults(rule)] == []


def test_what_is_in_order_is_free_again_and_says_why() -> None:
    house = a_house()
    a_split_gift(house)
    find_suspicions(at=giving.now())
    one = Suspicion.objects.get()
    freeze_suspected(house.approver, one.pk, at=giving.now())
    with refusal("reason_missing"):
        clear_suspicion(house.drafter, one.pk, why="", at=giving.now())
    clear_suspicion(house.drafter, one.pk, why="一家四口各捐一份", at=giving.now())
    assert balance(house.project.fund_id).free == 80_00
    with refusal("refund_over"):
        freeze_suspected(house.approver, one.pk, at=giving.now())


def test_a_gift_charged_back_after_its_match_was_spent_is_asked_about() -> None:
    house = a_house()
    a_split_gift(house, pieces=1)
    give(open_fund(house.project.fund.holder, purpose=GENERAL), 100_00)
    move(
        Money(20_00), source=house.project.fund, key="u", happened_at=giving.now(), kind=Kind.USE,
        target=sink(house.project.fund.holder, SinkUse.USED, purpose=Purpose("load")),
    )  # fmt: skip
    assert find_suspicions(at=giving.now()) == 0
    charge_back("S0", Money(10_00), key="cb", happened_at=giving.now())
    assert {end.end.value for end in trace_forward("S0")} == {"covered"}
    assert find_suspicions(at=giving.now()) == 1
    assert Suspicion.objects.get().kind == SuspicionKind.PAY_BACK
