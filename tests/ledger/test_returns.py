"""Money that comes back: frozen, recalled, refunded, charged back, advanced, corrected."""

from datetime import timedelta

import pytest
from django.db import connection

from liushui.kernel.money import AmountOutOfRange
from liushui.ledger import queries
from liushui.ledger.errors import (
    GivenBackAlready,
    HopEnded,
    KeyReused,
    NotEnoughFree,
    NothingOwed,
    UnitsElsewhere,
)
from liushui.ledger.models import Coverage, Movement, RecallHold
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.debts import open_advances
from liushui.ledger.services import (
    ask_back,
    bear_kept_fee,
    charge_back,
    confirm_paid_back,
    correct_target,
    freeze,
    freeze_gift,
    move,
    open_fund,
    order_payment,
    recall_gift,
    refund_gift,
    release,
    repay_advances,
    reserve,
    return_owed,
    reverse,
    thaw,
    win_dispute,
    withdraw_recall,
)
from liushui.ledger.states import GENERAL, EndKind, Kind
from tests.ledger.builders import AT, a_fund, a_holder, a_used_sink, fen, give, spans_taken
from tests.ledger.test_breaking import beside

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


def said(key, at=AT):
    return {"key": key, "happened_at": at}


def pay(source, target, amount, key, kind=Kind.TRANSFER):
    return move(
        fen(amount), source=source, target=target, kind=kind, key=key, happened_at=AT, ref=key
    )


def ends(ref):
    return {(end.end, end.fund_id, end.amount) for end in queries.trace_forward(ref)}


def sound():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    return [fault for rule in RULES for fault in faults(rule)] == []


def spent_gift(units=100, general=0):
    """A gift that was used to the last unit, and its holder's unrestricted money."""
    fund = a_fund()
    home = open_fund(fund.holder, purpose=GENERAL)
    (ref,) = give(fund, units)
    pay(fund, a_used_sink(fund), units, f"use-{ref}", Kind.USE)
    others = give(home, general) if general else []
    return ref, fund, home, *others


def test_what_is_frozen_cannot_be_spent_and_thaws_to_where_it_was():
    fund = a_fund()
    lin, chen = give(fund, 60, 40)
    frozen = freeze(fund, fen(50), **said("f"))
    assert spans_taken(frozen) == [(50, 100)]
    assert frozen.target.parent_id == fund.pk
    assert ends(chen) == {(EndKind.FROZEN, frozen.target_id, 40)}
    with pytest.raises(NotEnoughFree):
        pay(fund, a_used_sink(fund), 51, "u", Kind.USE)
    assert freeze(fund, fen(50), **said("f")) == frozen
    thaw(frozen, **said("t1"), amount=fen(20))
    thaw(frozen, **said("t2"))
    assert thaw(frozen, **said("t2")).amount == 30
    assert ends(chen) == {(EndKind.RESTING, fund.pk, 40)}
    assert ends(lin) == {(EndKind.RESTING, fund.pk, 60)}
    with pytest.raises(NotEnoughFree):
        thaw(frozen, **said("t3"))
    assert sound()


def test_a_gift_is_frozen_wherever_it_rests_and_what_was_promised_is_not():
    project, partner = a_fund(), a_fund()
    lin, chen = give(project, 60, 40)
    pay(project, partner, 20, "g", Kind.GRANT)
    group = freeze_gift(lin, **said("f"))
    assert {(one.source_id, one.amount) for one in group} == {(project.pk, 40), (partner.pk, 20)}
    assert {one.for_gift.ref for one in group} == {lin}
    assert freeze_gift(lin, **said("f")) == group
    with pytest.raises(UnitsElsewhere):
        freeze_gift(lin, **said("f2"))
    reserve(fen(30), fund=project, key="r", at=AT)
    with pytest.raises(NotEnoughFree):
        freeze_gift(chen, **said("f3"))
    assert len(freeze_gift(chen, **said("f4"), amount=fen(10))) == 1
    assert sound()


def test_a_recall_brings_a_gift_home_hop_by_hop_or_not_at_all():
    project, partner, village = a_fund(), a_fund(), a_fund()
    lin, chen = give(project, 60, 40)
    granted = pay(project, partner, 100, "g1", Kind.GRANT)
    onward = pay(partner, village, 30, "g2", Kind.GRANT)
    with pytest.raises(UnitsElsewhere) as refused:
        refund_gift(lin, fen(60), **said("refund"))
    assert refused.value.facts["here"] == 0
    group = recall_gift(lin, fen(60), **said("recall"))
    assert [(one.reverses_id, one.amount) for one in group] == [
        (onward.pk, 30), (granted.pk, 60)
    ]  # fmt: skip
    assert len({one.group_id for one in group}) == 1
    assert recall_gift(lin, fen(60), **said("recall")) == group
    with pytest.raises(KeyReused):
        recall_gift(lin, fen(59), **said("recall"))
    refund_gift(lin, fen(60), **said("refund"))
    used = pay(partner, a_used_sink(partner), 30, "u", Kind.USE)
    with pytest.raises(UnitsElsewhere) as refused:
        recall_gift(chen, fen(40), **said("recall2"))
    assert "0.10" in str(refused.value.facts["where"])
    assert Movement.objects.order_by("-pk").first() == used
    assert ends(chen) == {
        (EndKind.RESTING, partner.pk, 10), (EndKind.USED, used.target_id, 30),
    }  # fmt: skip
    assert sound()


def test_a_recall_that_is_paid_back_holds_each_hop_until_its_payment_is_here():
    project, partner, village = a_fund(), a_fund(), a_fund()
    (lin,) = give(project, 60)
    pay(project, partner, 60, "g1", Kind.GRANT)
    pay(partner, village, 30, "g2", Kind.GRANT)
    give(village, 50)
    said_so = {"key": "ask", "by": "person:1", "why": "duplicate", "at": AT}
    recall = ask_back(lin, fen(60), **said_so)
    assert ask_back(lin, fen(60), **said_so) == recall
    far, near = RecallHold.objects.filter(recall=recall).order_by("-reverses_id")
    assert (far.freeze.source_id, near.freeze.source_id) == (village.pk, partner.pk)
    assert {end.end for end in queries.trace_forward(lin)} == {EndKind.FROZEN}
    with pytest.raises(NotEnoughFree):
        thaw(far.freeze, **said("thaw"))
    order_payment(far.reservation, ref="bank-1", at=AT)
    paid = confirm_paid_back(far, **said("paid-1", LATER))
    assert confirm_paid_back(far, **said("paid-1", LATER)) == paid
    with pytest.raises(HopEnded):
        confirm_paid_back(far, **said("paid-again", LATER))
    assert queries.balance(village.pk).free == 50
    hops = RecallHold.objects.filter(recall=recall, end=None)
    assert {hop.freeze.source_id for hop in hops} == {partner.pk}
    assert len(hops) == 2
    confirm_paid_back(hops[0], **said("paid-2", LATER))
    withdraw_recall(recall, **said("enough", LATER))
    assert withdraw_recall(recall, **said("enough", LATER))
    with pytest.raises(HopEnded):
        withdraw_recall(recall, **said("enough-2", LATER))
    assert ends(lin) == {
        (EndKind.RESTING, project.pk, 30), (EndKind.RESTING, partner.pk, 30),
    }  # fmt: skip
    assert sound()


def test_what_is_held_by_a_recall_comes_home_though_the_bank_took_the_gift_meanwhile():
    project, partner = a_fund(), a_fund()
    general = open_fund(project.holder, purpose=GENERAL)
    give(general, 100)
    (lin,) = give(project, 60)
    pay(project, partner, 60, "g1", Kind.GRANT)
    said_so = {"key": "ask", "by": "person:1", "why": "duplicate", "at": AT}
    recall = ask_back(lin, fen(40), **said_so)
    charge_back(lin, fen(50), **said("lost"))
    assert queries.balance(general.pk).free == 50
    hold = RecallHold.objects.get(recall=recall)
    confirm_paid_back(hold, **said("paid", LATER))
    assert queries.balance(project.pk).free == 40
    assert queries.balance(partner.pk).free == 20
    assert sound()


def test_what_a_recall_holds_waits_for_its_payment_whatever_else_lies_frozen_beside_it():
    project, partner = a_fund(), a_fund()
    own = open_fund(project.holder, purpose=GENERAL)
    lin, _ = give(project, 60, 50)
    pay(project, partner, 110, "g1", Kind.GRANT)
    pay(partner, own, 110, "g2", Kind.GRANT)
    freeze(own, fen(40), **said("other"))
    recall = ask_back(lin, fen(30), key="ask", by="person:1", why="duplicate", at=AT)
    hold = RecallHold.objects.get(recall=recall)
    for amount in (None, fen(10)):
        with pytest.raises(NotEnoughFree):
            thaw(hold.freeze, **said("thaw"), amount=amount)
    charge_back(lin, fen(50), **said("lost"))
    assert sum(one.amount for one in queries.trace_forward(lin) if one.end == EndKind.COVERED) == 20
    moved = confirm_paid_back(hold, **said("paid", LATER))
    assert [(one.kind, one.source_id, one.amount) for one in moved] == [
        (Kind.THAW, hold.freeze.target_id, 30), (Kind.REVERSAL, own.pk, 30),
        (Kind.FREEZE, partner.pk, 30),
    ]  # fmt: skip
    assert sound()


def test_a_charge_back_takes_the_gift_s_own_units_then_unrestricted_money_then_a_debt():
    fund = a_fund()
    home = open_fund(fund.holder, purpose=GENERAL)
    (lin,) = give(fund, 100)
    (chen,) = give(home, 25)
    pay(fund, a_used_sink(fund), 70, "use", Kind.USE)
    group = charge_back(lin, fen(90), **said("cb"))
    assert [(one.kind, one.amount, one.covers_lo, one.covers_hi) for one in group] == [
        (Kind.CHARGE_BACK, 30, None, None),
        (Kind.COVER, 25, 10, 35),
        (Kind.ADVANCE, 35, None, None),
        (Kind.COVER, 35, 35, 70),
    ]
    assert charge_back(lin, fen(90), **said("cb")) == group
    rows = Coverage.objects.order_by("lo").values_list("lo", "hi", "cover_id")
    assert list(rows) == [(10, 35, group[1].pk), (35, 70, group[3].pk)]
    (debt,) = open_advances(fund.holder_id)
    assert (debt.amount, debt.since) == (35, AT)
    with pytest.raises(GivenBackAlready):
        charge_back(lin, fen(11), **said("cb2"))
    charge_back(lin, fen(10), **said("cb3"))
    assert sound()
    give(home, 100)
    repay_advances(fund.holder, fen(40), **said("repay"))
    assert [debt.amount for debt in open_advances(fund.holder_id)] == [5]
    with pytest.raises(NothingOwed):
        repay_advances(fund.holder, fen(6), **said("repay2"))
    assert chen
    assert sound()


def test_a_won_dispute_ends_covers_and_debts_and_gives_back_what_had_repaid_them():
    ref, fund, home, _ = spent_gift(100, general=40)
    charge_back(ref, fen(100), **said("cb"))
    give(home, 50)
    repay_advances(fund.holder, fen(50), **said("repay"))
    assert queries.balance(home.pk).free == 0
    won = win_dispute("cb", **said("won"))
    assert win_dispute("cb", **said("won")) == won
    assert queries.balance(home.pk).free == 90
    assert open_advances(fund.holder_id) == []
    assert {end.end for end in queries.trace_forward(ref)} == {EndKind.USED}
    assert not Coverage.objects.filter(covered__ref=ref).exists()
    with pytest.raises(NothingOwed):
        win_dispute("cb", **said("won-again"))
    charge_back(ref, fen(100), **said("cb-again"))
    assert sound()


def test_of_a_dispute_won_in_part_debts_end_before_the_gift_s_own_units_come_home():
    ref, fund, home, _ = spent_gift(70, general=40)
    assert queries.balance(fund.pk).free == 0
    give(fund, 1)
    charge_back(ref, fen(70), **said("cb"))
    assert [debt.amount for debt in open_advances(fund.holder_id)] == [30]
    part = win_dispute("cb", **said("part"), amount=fen(35))
    assert win_dispute("cb", **said("part"), amount=fen(35)) == part
    assert open_advances(fund.holder_id) == []
    assert queries.balance(home.pk).free == 5
    ends = queries.trace_forward(ref)
    assert sum(end.amount for end in ends if end.end == EndKind.COVERED) == 35
    with pytest.raises(NothingOwed):
        win_dispute("cb", **said("more"), amount=fen(36))
    with pytest.raises(AmountOutOfRange):
        win_dispute("cb", **said("none"), amount=fen(0))
    win_dispute("cb", **said("rest"))
    assert queries.balance(home.pk).free == 40
    assert sound()


def test_what_is_promised_is_not_charged_back_but_covered():
    fund = a_fund()
    home = open_fund(fund.holder, purpose=GENERAL)
    (lin,) = give(fund, 100)
    give(home, 100)
    reserve(fen(80), fund=fund, key="r", at=AT)
    group = charge_back(lin, fen(50), **said("cb"))
    assert [(one.kind, one.amount) for one in group] == [
        (Kind.CHARGE_BACK, 20), (Kind.COVER, 30),
    ]  # fmt: skip
    assert sound()


def test_what_was_frozen_for_a_gift_goes_with_it_and_what_a_fund_had_frozen_stays():
    fund = a_fund()
    lin, chen = give(fund, 50, 50)
    give(open_fund(fund.holder, purpose=GENERAL), 200)
    freeze(fund, fen(50), **said("court"))
    freeze_gift(lin, **said("dispute"))
    kinds = [one.kind for one in charge_back(lin, fen(50), **said("cb1"))]
    assert kinds == [Kind.THAW, Kind.CHARGE_BACK]
    kinds = [one.kind for one in charge_back(chen, fen(50), **said("cb2"))]
    assert kinds == [Kind.COVER]
    assert sound()


def test_what_is_owed_is_refunded_though_it_was_spent():
    ref, _, home, _ = spent_gift(100, general=100)
    with pytest.raises(UnitsElsewhere):
        refund_gift(ref, fen(1), **said("wish"))
    (cover,) = return_owed(ref, fen(100), **said("owed"))
    assert (cover.kind, cover.target.sink_use) == (Kind.COVER, "refunded")
    with pytest.raises(GivenBackAlready):
        return_owed(ref, fen(1), **said("owed2"))
    assert queries.balance(home.pk).free == 0
    assert sound()


def test_a_fee_that_a_provider_kept_is_never_refused_and_never_a_patient_s():
    holder = a_holder()
    home = open_fund(holder, purpose=GENERAL)
    give(home, 5)
    group = bear_kept_fee(holder, fen(8), **said("fee"))
    assert [(one.kind, one.amount) for one in group] == [
        (Kind.FEE, 5), (Kind.ADVANCE, 3), (Kind.FEE, 3),
    ]  # fmt: skip
    assert bear_kept_fee(holder, fen(8), **said("fee")) == group
    assert [debt.amount for debt in open_advances(holder.pk)] == [3]
    assert sound()


def test_a_wrong_target_is_mended_by_what_rests_and_by_others_for_what_is_spent():
    wrong = a_fund()
    right = a_fund(wrong.holder)
    lin, chen = give(wrong, 100, 100)
    pay(wrong, a_used_sink(wrong), 70, "use", Kind.USE)
    own, others = correct_target(lin, fen(90), wrong=wrong, right=right, **said("c"))
    assert (own.ref, own.amount, own.for_gift_id) == (lin, 30, None)
    assert (others.ref, others.amount, others.for_gift.ref) == ("", 60, lin)
    with pytest.raises(UnitsElsewhere):
        correct_target(lin, fen(11), wrong=wrong, right=right, **said("c2"))
    assert ends(chen) == {(EndKind.RESTING, wrong.pk, 40), (EndKind.RESTING, right.pk, 60)}
    (refund,) = refund_gift(lin, fen(30), **said("refund"))
    assert refund.source_id == right.pk
    with pytest.raises(UnitsElsewhere):
        refund_gift(chen, fen(41), **said("refund2"))
    recall_gift(chen, fen(60), **said("recall"))
    refund_gift(chen, fen(100), **said("refund3"))
    assert sound()


def test_a_reversal_that_finds_too_little_says_who_has_it():
    project, partner = a_fund(), a_fund()
    give(project, 100)
    paid = pay(project, partner, 100, "g", Kind.GRANT)
    held = reserve(fen(10), fund=partner, key="r", at=AT)
    pay(partner, a_used_sink(partner), 30, "u", Kind.USE)
    with pytest.raises(UnitsElsewhere) as refused:
        reverse(paid, fen(71), **said("back"))
    assert refused.value.facts["here"] == 70
    assert "0.30" in str(refused.value)
    with pytest.raises(NotEnoughFree):
        reverse(paid, fen(70), **said("back"))
    release(held, at=AT, why="not needed")
    reverse(paid, fen(70), **said("back"))


def test_who_paid_for_a_use_is_who_stands_for_what_was_given_back():
    fund = a_fund()
    home = open_fund(fund.holder, purpose=GENERAL)
    lin, chen = give(fund, 60, 40)
    case = a_used_sink(fund)
    used = pay(fund, case, 100, "use", Kind.USE)
    (wang,) = give(home, 30)
    (cover, advanced, rest) = charge_back(lin, fen(50), **said("cb"))
    sources = {
        (one.gift, one.amount, one.covers, one.path) for one in queries.trace_backward("use")
    }
    own, others = (fund.pk, case.pk), (home.pk, fund.pk, case.pk)
    debt = (rest.source_id, *own)
    assert sources == {
        (lin, 10, (), own), (chen, 40, (), own), (wang, 30, (cover.pk,), others),
        ("", 20, (rest.pk,), debt),
    }  # fmt: skip
    assert {(one.gift, one.amount) for one in queries.trace_backward("use", physical=True)} == {
        (lin, 60), (chen, 40),
    }  # fmt: skip
    assert ends(lin) == {(EndKind.USED, case.pk, 10), (EndKind.COVERED, case.pk, 50)}
    assert ends(wang) == {(EndKind.COVERING, cover.target_id, 30)}
    (zhao,) = give(home, 20)
    (repaid,) = repay_advances(fund.holder, fen(20), **said("repay"))
    paid = {(one.gift, one.amount, one.covers) for one in queries.trace_backward("use")}
    assert (zhao, 20, (repaid.pk, rest.pk)) in paid
    assert ends(zhao) == {(EndKind.ADVANCE_REPAID, repaid.target_id, 20)}
    assert sum(one.amount for one in queries.trace_backward_of_fund(case.pk)) == used.amount
    page = queries.trace_backward_page("use", limit=50)
    assert {(one.gift, one.amount, one.covers) for one in page.rows} == paid
    assert {one.end for one in queries.trace_forward_page(lin, limit=50).rows} == {
        EndKind.USED, EndKind.COVERED,
    }  # fmt: skip
    win_dispute("cb", **said("won"))
    assert {(one.gift, one.amount) for one in queries.trace_backward("use")} == {
        (lin, 60), (chen, 40),
    }  # fmt: skip
    assert advanced.amount == 20
    assert sound()


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_moment_is_done_once():
    ref, fund, *_ = spent_gift(100, general=300)
    give(fund, 50)

    def ask():
        return [one.pk for one in charge_back(ref, fen(60), **said("cb"))]

    asked = [beside(ask) for _ in range(3)]
    for started, _ in asked:
        started.join(60)
    first, *others = [answers[0] for _, answers in asked]
    assert first
    assert all(other == first for other in others)
    assert Movement.objects.filter(kind=Kind.COVER).count() == 1
