"""Units move once, first in first out, and never more than are free."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from liushui.kernel.money import AmountOutOfRange
from liushui.ledger import queries
from liushui.ledger.errors import KeyReused, MonthNotOver, NotEnoughFree, SpanNotFree
from liushui.ledger.models import Movement, Refused
from liushui.ledger.services import Links, move, refund_gift, reverse, seal_month
from liushui.ledger.spans import Span
from liushui.ledger.states import EndKind, Kind, Purpose
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give, spans_taken

pytestmark = pytest.mark.django_db


def test_gifts_stand_in_line_in_the_order_in_which_they_were_accepted():
    fund = a_fund()
    give(fund, 300, 50, 650)
    line = Movement.objects.filter(target=fund).order_by("lo").values_list("lo", "hi", "prev")
    assert list(line) == [(0, 300, None), (300, 350, 300), (350, 1000, 350)]
    assert queries.balance(fund.pk) == queries.Balance(tip=1000, taken=0, reserved=0)
    assert queries.given_to(fund.pk) == queries.Given(amount=1000, count=3)


def test_money_goes_first_in_first_out_and_can_be_followed_both_ways():
    project, agreement = a_fund(), a_fund()
    case = a_used_sink(agreement)
    lin, chen = give(project, 300, 700)
    move(
        fen(500), source=project, target=agreement, kind=Kind.GRANT, key="t", happened_at=AT,
        ref="T",
    )  # fmt: skip
    use = move(
        fen(400), source=agreement, target=case, kind=Kind.USE, key="u", happened_at=AT, ref="U"
    )
    assert [(e.end, e.fund_id, e.amount, e.use) for e in queries.trace_forward(lin)] == [
        (EndKind.USED, case.pk, 300, "U")
    ]
    assert {(e.end, e.fund_id, e.amount) for e in queries.trace_forward(chen)} == {
        (EndKind.RESTING, project.pk, 500),
        (EndKind.RESTING, agreement.pk, 100),
        (EndKind.USED, case.pk, 100),
    }
    whole_way = (project.pk, agreement.pk, case.pk)
    sources = [(s.gift, s.amount, s.path) for s in queries.trace_backward("U")]
    assert sources == [(lin, 300, whole_way), (chen, 100, whole_way)]
    assert [(s.gift, s.amount, s.path) for s in queries.trace_backward_of_fund(case.pk)] == sources
    assert queries.movements_of(agreement.pk)[0] == use


def test_what_comes_back_keeps_its_givers_and_joins_the_end():
    fund = a_fund()
    case = a_used_sink(fund, purpose=Purpose("project", 1))
    _, chen = give(fund, 100, 100)
    move(fen(150), source=fund, target=case, kind=Kind.USE, key="u", happened_at=AT, ref="U")
    back = move(
        fen(30), source=case, target=fund, kind=Kind.RETURN, key="r", happened_at=AT,
        pins=[Span(120, 150)],
    )  # fmt: skip
    assert (back.lo, back.hi) == (200, 230)
    assert {(e.end, e.amount) for e in queries.trace_forward(chen)} == {
        (EndKind.USED, 20), (EndKind.RESTING, 50), (EndKind.RESTING, 30),
    }  # fmt: skip
    assert sum(s.amount for s in queries.trace_backward("U")) == 150
    assert sum(s.amount for s in queries.trace_backward_of_fund(case.pk)) == 120


def test_a_refund_takes_the_highest_resting_units_of_the_gift():
    fund = a_fund()
    _, chen = give(fund, 100, 100)
    (refund,) = refund_gift(chen, fen(40), key="refund:1", happened_at=AT)
    assert spans_taken(refund) == [(160, 200)]
    assert refund_gift(chen, fen(40), key="refund:1", happened_at=AT) == [refund]
    with pytest.raises(SpanNotFree):
        refund_gift(chen, fen(61), key="refund:2", happened_at=AT)
    assert {(e.end, e.amount) for e in queries.trace_forward(chen)} == {
        (EndKind.RESTING, 60), (EndKind.REFUNDED, 40),
    }  # fmt: skip


def test_a_movement_and_its_reversal_are_struck_out_of_the_path():
    project, agreement, village = a_fund(), a_fund(), a_fund()
    (lin,) = give(project, 100)
    paid = move(
        fen(100), source=project, target=agreement, kind=Kind.GRANT, key="a", happened_at=AT
    )
    on = move(fen(60), source=agreement, target=village, kind=Kind.GRANT, key="b", happened_at=AT)
    with pytest.raises(SpanNotFree):
        reverse(paid, fen(41), key="c", happened_at=AT)
    reverse(on, fen(60), key="d", happened_at=AT)
    reverse(paid, fen(70), key="e", happened_at=AT)
    assert {(e.fund_id, e.amount, e.path) for e in queries.trace_forward(lin)} == {
        (project.pk, 70, (project.pk,)),
        (agreement.pk, 30, (project.pk, agreement.pk)),
    }
    loops = {e.path for e in queries.trace_forward(lin, net=False)}
    assert (project.pk, agreement.pk, village.pk, agreement.pk, project.pk) in loops
    assert {(s.amount, s.path) for s in queries.trace_backward_of_fund(project.pk)} == {
        (70, (project.pk,))
    }


def test_a_reversal_of_units_that_another_movement_brought_is_refused():
    project, agreement = a_fund(), a_fund()
    give(project, 100)
    said = {"source": project, "target": agreement, "kind": Kind.GRANT, "happened_at": AT}
    move(fen(10), key="a", **said)
    second = move(fen(10), key="b", **said)
    with pytest.raises(IntegrityError, match="a reversal takes units"):
        move(
            fen(10), source=agreement, target=project, kind=Kind.REVERSAL, key="c",
            happened_at=AT, pins=[Span(0, 10)], links=Links(reverses_id=second.pk),
        )  # fmt: skip


def test_the_same_call_again_moves_nothing():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    said = {"source": fund, "target": other, "kind": Kind.GRANT, "key": "t", "happened_at": AT}
    assert move(fen(60), **said) == move(fen(60), **said)
    assert queries.balance(fund.pk).taken == 60
    with pytest.raises(KeyReused):
        move(fen(61), **said)


def test_more_than_is_free_is_refused_and_nothing_moves():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    with pytest.raises(NotEnoughFree) as refused:
        move(fen(101), source=fund, target=other, kind=Kind.GRANT, key="t", happened_at=AT)
    assert refused.value.facts["free"] == 100
    assert not Movement.objects.filter(key="t").exists()


def test_units_already_spent_cannot_be_pinned():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    move(fen(10), source=fund, target=other, kind=Kind.GRANT, key="t", happened_at=AT)
    with pytest.raises(SpanNotFree):
        move(
            fen(10), source=fund, target=other, kind=Kind.GRANT, key="p", happened_at=AT,
            pins=[Span(5, 15)],
        )  # fmt: skip


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_is_not_an_amount(amount):
    fund, other = a_fund(), a_fund()
    with pytest.raises(AmountOutOfRange):
        move(fen(amount), source=fund, target=other, kind=Kind.GRANT, key="t", happened_at=AT)


def test_what_happened_in_a_sealed_month_is_booked_in_the_first_open_one():
    fund = a_fund()
    end_of_august = datetime(2026, 8, 31, 16, 0, tzinfo=UTC)  # midnight in China
    seal_month(fund.holder, date(2026, 7, 1), by="person:1", at=end_of_august)
    seal_month(fund.holder, date(2026, 8, 1), by="person:1", at=end_of_august)
    (late,) = give(fund, 100, at=AT)
    assert queries.movement_by_ref(late).booked == date(2026, 9, 1)
    with pytest.raises(MonthNotOver):
        seal_month(fund.holder, date(2026, 9, 1), by="person:1", at=end_of_august)


def test_a_key_with_other_content_is_kept_for_a_person():
    fund = a_fund()
    (ref,) = give(fund, 100)
    from liushui.ledger.services import accept_gift

    said = {"fund_id": fund.pk, "key": f"gift:{ref}", "ref": ref, "happened_at": AT}
    assert not accept_gift(amount_minor=100, **said).fresh
    for _ in range(2):
        with pytest.raises(KeyReused):
            accept_gift(amount_minor=101, **said)
    kept = Refused.objects.get()
    assert (kept.key, kept.why, kept.content["amount"]) == (f"gift:{ref}", "key_reused", 101)
