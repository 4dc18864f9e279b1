"""Funds of wishes (L28, L29): what the services do, and what the database refuses anybody."""

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.kernel.errors import DomainError
from liushui.ledger import queries
from liushui.ledger.choosing import Need, Why
from liushui.ledger.errors import KeyReused, NotEnoughFree
from liushui.ledger.models import Choice, ChoicePart, Designation, Fund, Movement, Surplus
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.designations import (
    choice_of_group,
    choice_under,
    designations_of,
    members_of,
    purses_of,
)
from liushui.ledger.services import move, open_fund, refund_gift, reverse, sink
from liushui.ledger.services.designations import (
    Asked,
    KindOf,
    Leftover,
    Pin,
    PinNotEligible,
    PinWithoutReason,
    SurplusElsewhere,
    SurplusSamePerson,
    SurplusWithoutReason,
    choose_funds,
    designated_fund,
    move_surplus,
    plan_of,
    same_wishes,
    use_by_choice,
)
from liushui.ledger.states import FundKind, Kind, Purpose, SinkUse
from liushui.ledger.wishes import Wish
from tests.ledger.builders import AT, a_fund, fen, give

pytestmark = pytest.mark.django_db

HEART, COUNTY, PROVINCE = Wish("disease", "Q21"), Wish("region", "441900"), Wish("region", "44")
LUNCH, CHILD, OTHER = Wish("item", "7"), Wish("case", "12"), Wish("case", "13")
CHILD_TRAITS = frozenset({CHILD, HEART, COUNTY})


def asked(base: Fund, amount: int, traits=CHILD_TRAITS, **more) -> Asked:
    return Asked(base.pk, fen(amount), frozenset(traits), **more)


def case_sink(fund: Fund, case: int = 12) -> Fund:
    return sink(fund.holder, SinkUse.USED, purpose=Purpose("case", case))


def used(base: Fund, amount: int, traits=CHILD_TRAITS, key: str = "use:1", **more):
    choice = choose_funds(asked(base, amount, traits, **more), key=key, by="person:1", at=AT)
    target = case_sink(base)
    return use_by_choice(choice, target=target, kinds=KindOf(), ref=key, happened_at=AT)


def paid_from(key: str = "use:1") -> list[tuple[int, int, str]]:
    chosen = choice_under(key)
    assert chosen is not None
    return [(part.fund_id, part.amount, part.why.value) for part in chosen.parts]


def at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@transaction.atomic
def whole(act: Callable[[], object]) -> None:
    act()
    at_commit()


def refused(constraint: str, act: Callable[[], object]) -> None:
    with pytest.raises((IntegrityError, DomainError)) as caught:
        whole(act)
    error = caught.value.__cause__
    while not hasattr(error, "diag"):
        error = error.__cause__
    assert error.diag.constraint_name == constraint


def sound() -> bool:
    return [fault for rule in RULES for fault in faults(rule)] == []


def test_the_same_wishes_below_the_same_fund_are_the_same_fund():
    base = a_fund()
    heart = designated_fund(base, [HEART, COUNTY])
    assert designated_fund(base, [COUNTY, HEART]) == heart
    assert designated_fund(base, []) == base
    assert designated_fund(a_fund(), [HEART, COUNTY]) != heart
    assert (heart.parent_id, heart.holder_id, heart.purpose_kind) == (
        base.pk, base.holder_id, "designation",
    )  # fmt: skip
    at_commit()


def test_a_wish_for_a_case_is_that_patients_own_fund():
    base = a_fund()
    plain = designated_fund(base, [CHILD])
    lunch = designated_fund(base, [CHILD, LUNCH])
    assert (plain.purpose_kind, plain.purpose_id, plain.parent_id) == ("case", 12, base.pk)
    assert (lunch.purpose_kind, lunch.purpose_id) == ("case", 12)
    assert lunch.parent_id == designated_fund(base, [LUNCH]).pk
    at_commit()


def test_no_code_says_more_than_a_code():
    for kind, code in (
        ("region", "441900101"), ("disease", "心脏"), ("case", "C2026001"), ("item", "0"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="no code"):
            Wish(kind, code)
    with pytest.raises(ValueError, match="two of a kind"):
        designated_fund(a_fund(), [CHILD, OTHER])


def test_most_wishes_pay_first_and_each_is_emptied_before_the_next():
    base = a_fund()
    county, heart = designated_fund(base, [COUNTY]), designated_fund(base, [HEART])
    both, lunch = designated_fund(base, [HEART, COUNTY]), designated_fund(base, [LUNCH])
    give(base, 100), give(county, 30), give(heart, 20), give(both, 10), give(lunch, 500)
    needs = [Need(90, frozenset({Wish("case", "20"), COUNTY})), Need(9, CHILD_TRAITS)]
    movements = used(base, 75, needs=needs)
    assert paid_from() == [
        (both.pk, 10, Why.MOST_WISHES), (heart.pk, 20, Why.FEWEST_NEEDS),
        (county.pk, 30, Why.MOST_WISHES), (base.pk, 15, Why.ONLY),
    ]  # fmt: skip
    assert [m.amount for m in movements] == [10, 20, 30, 15]
    assert {m.ref for m in movements} == {"use:1"}
    assert sum(source.amount for source in queries.trace_backward("use:1")) == 75
    assert sound()


def test_a_patients_fund_pays_the_provider_and_the_choice_is_told_with_the_movement():
    base = a_fund()
    child = designated_fund(base, [CHILD])
    give(base, 100), give(child, 30)
    first, second = used(base, 40)
    assert (first.kind, second.kind) == (Kind.PROVIDER_PAYMENT, Kind.USE)
    chosen = choice_of_group(first.group_id)
    assert chosen is not None
    assert [part.wishes for part in chosen.parts] == [(CHILD,), ()]
    assert chosen.traits == tuple(sorted(CHILD_TRAITS))


def test_what_stays_payable_is_said_beside_what_the_best_choice_would_leave():
    base = a_fund()
    heart, county = designated_fund(base, [HEART]), designated_fund(base, [COUNTY])
    give(heart, 50), give(county, 50)
    elsewhere = frozenset({Wish("case", "20"), HEART, Wish("region", "530000"[:6])})
    near = frozenset({Wish("case", "21"), COUNTY})
    needs = [Need(50, elsewhere), Need(10, near)]
    plan = plan_of(asked(base, 50, needs=needs))
    assert plan.parts[0].fund_id == heart.pk  # equal wishes, equal needs served: the older
    assert (plan.payable.needed, plan.payable.after, plan.payable.best) == (60, 10, 50)


def test_a_named_person_pins_another_fund_with_a_reason():
    base = a_fund()
    heart, county = designated_fund(base, [HEART]), designated_fund(base, [COUNTY])
    lunch = designated_fund(base, [LUNCH])
    give(heart, 50), give(county, 50), give(lunch, 50)
    used(base, 60, pin=Pin(county.pk, "心脏病还有一例在等"))
    assert paid_from() == [(county.pk, 50, Why.PINNED), (heart.pk, 10, Why.ONLY)]
    kept = Choice.objects.get(key="use:1")
    assert (kept.pinned, kept.why, kept.by) == (county, "心脏病还有一例在等", "person:1")
    with pytest.raises(PinWithoutReason):
        used(base, 5, key="use:2", pin=Pin(heart.pk, " "))
    with pytest.raises(PinNotEligible):
        used(base, 5, key="use:2", pin=Pin(lunch.pk, "午餐"))
    assert Choice.objects.count() == 1


def test_more_than_the_eligible_funds_hold_is_refused_and_nothing_moves():
    base = a_fund()
    give(base, 10), give(designated_fund(base, [LUNCH]), 500)
    with pytest.raises(NotEnoughFree) as low:
        used(base, 11)
    assert low.value.facts["free"] == 10
    assert not Choice.objects.exists()
    assert not Movement.objects.exclude(kind=Kind.GIFT).exists()


def test_the_same_use_twice_is_one_use():
    base = a_fund()
    give(base, 10), give(designated_fund(base, [HEART]), 10)
    first = used(base, 15)
    assert used(base, 15) == first
    with pytest.raises(KeyReused):
        used(base, 14)
    assert Movement.objects.filter(kind=Kind.USE).count() == 2


def test_a_wish_travels_with_its_money():
    base, receiver = a_fund(), a_fund()
    heart = designated_fund(base, [HEART])
    give(heart, 40)
    there = same_wishes(heart, receiver)
    assert designations_of([receiver.pk])[0].wishes == (HEART,)
    move(fen(30), source=heart, target=there, kind=Kind.GRANT, key="grant", happened_at=AT)
    narrower = designated_fund(receiver, [HEART, COUNTY])
    move(fen(5), source=there, target=narrower, kind=Kind.TRANSFER, key="down", happened_at=AT)
    refused(
        "ledger_movement_wishes",
        lambda: move(
            fen(5), source=heart, target=receiver, kind=Kind.GRANT, key="away", happened_at=AT
        ),
    )
    refused(
        "ledger_movement_wishes",
        lambda: move(
            fen(5), source=narrower, target=there, kind=Kind.TRANSFER, key="up", happened_at=AT
        ),
    )
    assert sound()


def test_refunds_and_reversals_keep_the_wish():
    base, receiver = a_fund(), a_fund()
    heart = designated_fund(base, [HEART])
    [ref] = give(heart, 40)
    there = same_wishes(heart, receiver)
    sent = move(fen(30), source=heart, target=there, kind=Kind.GRANT, key="out", happened_at=AT)
    reverse(sent, fen(30), key="back", happened_at=AT)
    assert [purse.free for purse in purses_of(base.pk)] == [0, 40]
    refund_gift(ref, fen(40), key="refund", happened_at=AT)
    assert sound()


def test_nothing_but_a_chosen_use_or_a_decision_leaves_a_fund_of_wishes():
    base = a_fund()
    heart, child = designated_fund(base, [HEART]), designated_fund(base, [CHILD])
    give(heart, 40), give(child, 40)
    elsewhere, target = a_fund(base.holder), case_sink(base)
    own = Pin(child.pk, "家属已交押金")
    wrong = choose_funds(asked(base, 10, pin=own), key="k", by="person:1", at=AT)

    def out(source, to, kind, group=None, amount=10):
        return lambda: move(
            fen(amount), source=source, target=to, kind=kind, key=str(uuid.uuid4()),
            happened_at=AT, group=group,
        )  # fmt: skip

    for act in (
        out(heart, target, Kind.USE),  # nobody chose
        out(heart, target, Kind.USE, uuid.uuid4()),
        out(heart, target, Kind.USE, wrong.group_id),  # the choice fell on the child's fund
        out(child, target, Kind.PROVIDER_PAYMENT, wrong.group_id, 9),
        out(heart, elsewhere, Kind.TRANSFER),
        out(heart, base, Kind.TRANSFER),
    ):
        refused("ledger_movement_wishes", act)
    refused(
        "ledger_movement_way",
        out(child, case_sink(base, 13), Kind.PROVIDER_PAYMENT, wrong.group_id),
    )
    out(child, target, Kind.PROVIDER_PAYMENT, wrong.group_id)()
    refused("ledger_movement_wishes", out(child, target, Kind.PROVIDER_PAYMENT, wrong.group_id))
    assert sound()


def left(fund: Fund, target: Fund, amount: int = 10, **more) -> Leftover:
    said = {"why": "手术已完成，家属同意转用", "proposed_by": "person:1", **more}
    return Leftover(fund, target, fen(amount), **said)


def test_two_people_move_what_is_left():
    base = a_fund()
    child = designated_fund(base, [CHILD])
    give(child, 40)
    decision = move_surplus("person:2", left(child, base), key="surplus:1", at=AT)
    assert move_surplus("person:2", left(child, base), key="surplus:1", at=AT) == decision
    moved = Movement.objects.get(key="surplus:1")
    assert (moved.kind, moved.source, moved.target, moved.amount) == (
        Kind.TRANSFER, child, base, 10,
    )  # fmt: skip
    with pytest.raises(SurplusSamePerson):
        move_surplus("person:1", left(child, base), key="surplus:2", at=AT)
    with pytest.raises(SurplusWithoutReason):
        move_surplus("person:2", left(child, base, why=" "), key="surplus:2", at=AT)
    with pytest.raises(SurplusElsewhere):
        move_surplus("person:2", left(child, a_fund()), key="surplus:2", at=AT)
    with pytest.raises(NotEnoughFree):
        move_surplus("person:2", left(child, base, 31), key="surplus:2", at=AT)
    with pytest.raises(KeyReused):
        move_surplus("person:2", left(child, base, 9), key="surplus:1", at=AT)
    assert Surplus.objects.count() == 1
    at_commit()
    assert sound()


def test_a_decision_that_moves_nothing_or_is_one_persons_is_refused():
    base = a_fund()
    child = designated_fund(base, [CHILD])
    give(child, 40)
    row = {
        "key": "s", "fund": child, "target": base, "amount": 10, "why": "x",
        "proposed_by": "person:1", "decided_by": "person:2", "decided_at": AT,
    }  # fmt: skip
    refused("ledger_surplus_moved", lambda: Surplus.objects.create(**row))
    refused(
        "ledger_surplus_two_people",
        lambda: Surplus.objects.create(**{**row, "decided_by": "person:1"}),
    )
    refused("ledger_surplus_why", lambda: Surplus.objects.create(**{**row, "why": " "}))


def test_a_choice_is_whole_and_its_parts_are_funds_that_may_pay():
    base = a_fund()
    lunch, strange = designated_fund(base, [LUNCH]), a_fund(base.holder)
    row = {
        "base": base, "amount": 10, "traits": ["case:12"], "by": "person:1",
        "needed": 0, "payable": 0, "best": 0, "at": AT,
    }  # fmt: skip

    def kept(*parts, **more):
        choice = Choice.objects.create(
            **{**row, "key": str(uuid.uuid4()), "group_id": uuid.uuid4(), **more}
        )
        for place, (fund, amount) in enumerate(parts):
            ChoicePart.objects.create(
                choice=choice, place=place, fund=fund, amount=amount, serves=0, why="only"
            )

    refused("ledger_choice_whole", kept)
    refused("ledger_choice_whole", lambda: kept((base, 9)))
    refused("ledger_choice_whole", lambda: kept((base, 5), (lunch, 5)))
    refused("ledger_choice_whole", lambda: kept((strange, 10)))
    refused("ledger_choice_traits", lambda: kept((base, 10), traits=["黄小禾"]))
    refused("ledger_choice_pinned_says_why", lambda: kept((base, 10), pinned=base))
    refused("ledger_choice_stays", lambda: kept((base, 10), needed=1, payable=2, best=2))
    kept((base, 10))
    at_commit()


def test_a_fund_of_wishes_is_new_empty_and_in_the_same_hands():
    base = a_fund()
    filled = open_fund(base.holder, purpose=Purpose("project", 99_001), parent=base)
    give(filled, 5)
    empty = open_fund(base.holder, purpose=Purpose("project", 99_002), parent=base)
    for fund in (filled, empty, a_fund(), base):
        refused(
            "ledger_designation_fund",
            lambda fund=fund: Designation.objects.create(fund=fund, base=base, wishes=["case:12"]),
        )
    for wishes in ([], ["case:12", "case:13"], ["item:7", "case:12"], ["case:x"], ["name:12"]):
        own = open_fund(base.holder, purpose=Purpose("case", 12), parent=base)
        refused(
            "ledger_designation_wishes",
            lambda own=own, wishes=wishes: Designation.objects.create(
                fund=own, base=base, wishes=wishes
            ),
        )
    refused(
        "ledger_fund_wishes",
        lambda: open_fund(base.holder, purpose=Purpose("designation", 5), parent=base),
    )


def test_a_region_is_met_within_it_and_never_around_it():
    base = a_fund()
    province, county = designated_fund(base, [PROVINCE]), designated_fund(base, [COUNTY])
    give(province, 10), give(county, 10)
    used(base, 20)
    assert {fund for fund, _, _ in paid_from()} == {province.pk, county.pk}
    with pytest.raises(NotEnoughFree):
        used(base, 1, traits={PROVINCE}, key="use:2")
    give(province, 1)
    used(base, 1, traits={CHILD, PROVINCE}, key="use:3")


def test_members_are_the_base_its_wishes_and_what_is_frozen_of_them():
    base = a_fund()
    heart = designated_fund(base, [HEART])
    frozen = open_fund(
        base.holder, purpose=Purpose(heart.purpose_kind, heart.purpose_id),
        kind=FundKind.FROZEN, parent=heart,
    )  # fmt: skip
    assert members_of([base.pk]) == {base.pk: base.pk, heart.pk: base.pk, frozen.pk: base.pk}


def test_what_was_chosen_and_decided_stays():
    base = a_fund()
    child = designated_fund(base, [CHILD])
    give(child, 40)
    used(base, 5)
    move_surplus("person:2", left(child, base), key="surplus:1", at=AT)
    at_commit()
    for table in ("designation", "choice", "choicepart", "surplus"):
        for act in (f"delete from ledger_{table}", f"truncate ledger_{table} cascade"):
            with (
                pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor,
            ):  # fmt: skip
                cursor.execute(act)
