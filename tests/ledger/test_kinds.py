"""Verbs of the kinds: each deed is one movement, once, by its own way."""

import pytest

from liushui.ledger import queries
from liushui.ledger.errors import NotEnoughFree, WayClosed
from liushui.ledger.services import (
    earn_points,
    give_hours,
    grant,
    move,
    open_fund,
    pay_provider,
    sink,
    spend_hours,
    spend_points,
    write_off,
)
from liushui.ledger.services.designations import (
    Asked,
    KindOf,
    choose_funds,
    designated_fund,
    use_by_choice,
)
from liushui.ledger.spans import Span
from liushui.ledger.states import GENERAL, Kind, Purpose, SinkUse
from liushui.ledger.wishes import Wish
from tests.ledger.builders import AT, a_fund, a_holder, fen, give
from tests.ledger.test_bad_rows import refused

pytestmark = pytest.mark.django_db

HEART = Wish("disease", "Q21")


def test_one_persons_money_pays_that_persons_provider_and_nobody_else():
    holder = a_holder()
    patient = open_fund(holder, purpose=Purpose("case", 5))
    give(patient, 100)
    said = {"source": patient, "happened_at": AT}
    paid = pay_provider(fen(60), case_id=5, key="p", ref="P", **said)
    assert pay_provider(fen(60), case_id=5, key="p", ref="P", **said) == paid
    assert (paid.kind, paid.target.purpose_kind, paid.target.purpose_id) == (
        "provider_payment", "case", 5,
    )  # fmt: skip
    for forbidden in (
        lambda: pay_provider(fen(1), case_id=6, key="x", **said),
        lambda: grant(fen(1), target=a_fund(), key="x", **said),
        lambda: write_off(fen(1), key="x", **said),
    ):
        with pytest.raises(WayClosed):
            forbidden()
    assert queries.balance(patient.pk).held == 40


def test_money_goes_to_another_holder_by_a_grant_alone():
    holder = a_holder()
    fund, own, other = a_fund(holder), a_fund(holder), a_fund()
    give(fund, 100)
    assert grant(fen(40), source=fund, target=other, key="g", happened_at=AT).kind == "grant"
    with pytest.raises(WayClosed):
        grant(fen(40), source=fund, target=own, key="o", happened_at=AT)
    assert write_off(fen(5), source=fund, key="w", happened_at=AT).target.sink_use == "written_off"


def test_what_comes_back_of_a_wish_comes_back_to_its_own_fund():
    base = a_fund()
    heart = designated_fund(base, [HEART])
    give(base, 100)
    give(heart, 50)
    used = sink(base.holder, SinkUse.USED, purpose=Purpose("project", base.purpose_id))
    said = {"kind": Kind.USE, "happened_at": AT}
    move(fen(40), source=base, target=used, key="b", **said)
    asked = Asked(base.pk, fen(10), frozenset({HEART}))
    choice = choose_funds(asked, key="c", by="person:1", at=AT)
    use_by_choice(choice, target=used, kinds=KindOf(), ref="U", happened_at=AT)

    def back(target, key, lo):
        return move(
            fen(5), source=used, target=target, kind=Kind.RETURN, key=key, happened_at=AT,
            pins=[Span(lo, lo + 5)],
        )  # fmt: skip

    with pytest.raises(WayClosed):
        back(base, "x", 40)
    assert back(heart, "h", 40).target_id == heart.pk
    assert back(a_fund(base.holder), "o", 0).amount == 5


def test_minutes_are_given_and_used_and_points_earned_and_spent():
    holder = a_holder()
    hours = open_fund(holder, purpose=Purpose("project", 1), resource="minutes")
    give_hours(90, target=hours, key="h", happened_at=AT)
    spend_hours(60, source=hours, key="s", happened_at=AT, ref="S")
    assert [(s.gift_id, s.amount) for s in queries.trace_backward("S")] == [
        (queries.movements_of(hours.pk)[1].pk, 60)
    ]
    with pytest.raises(NotEnoughFree):
        spend_hours(31, source=hours, key="t", happened_at=AT)
    points = open_fund(holder, purpose=GENERAL, resource="points")
    earn_points(10, target=points, key="e", happened_at=AT)
    assert spend_points(4, source=points, key="p", happened_at=AT).kind == "spent"
    assert queries.balance(points.pk).held == 6
    with refused("ledger_movement_source"):
        spend_hours(1, source=points, key="x", happened_at=AT)


def test_points_are_not_earned_in_a_purse_of_money():
    with refused("ledger_movement_target"):
        earn_points(1, target=a_fund(), key="e", happened_at=AT)
