"""A promise begins when it is signed, is announced, charged once, changed, and ended at once."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from liushui.base.states import MoveNotAllowed
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from liushui.config.simulators.wechat_pay.provider import second_merchant
from liushui.giving.models import GiftOrder
from liushui.giving.services import By, OriginUnknown, Showing, place_order, register_origin
from liushui.giving.states import Channel, Display, GiftState
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.messaging.models import Notice
from liushui.parties.actors import Actor
from liushui.parties.services import restrict_person
from liushui.payments.provider import WECHAT
from liushui.payments.services import conversation_at, end_merchant
from liushui.payments.wechat.client import WechatPay
from liushui.projects.services import close_project
from liushui.recurring import policies, queries, services
from liushui.recurring.errors import DayOfGiftWrong, MandateEnded, MandatesNotSetUp
from liushui.recurring.links import page_of, token_of
from liushui.recurring.models import Charge, Mandate
from liushui.recurring.personal import RecurringHolder
from liushui.recurring.services import Change, Wanted
from liushui.recurring.services.agreeing import settle_word
from liushui.recurring.services.charging import place_charge, send_placed
from liushui.recurring.services.providers import mandates_under
from liushui.recurring.states import AgreementState, ChargeState, Every, MandateState, Why
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.payments.merchants import HOLD, a_house, in_force
from tests.recurring import builders as b
from tests.recurring.builders import Mood, Wechat

pytestmark = pytest.mark.django_db

BEGUN = date(2026, 12, 1)
DUE = date(2027, 1, 5)
ANNOUNCED = DUE - timedelta(days=5)


def promise(wechat: Wechat, **more: Any) -> tuple[Mandate, Actor]:
    """Signed on 1 December: the fifth of the month, so first on 5 January."""
    return b.running(wechat, at=b.morning(BEGUN), **more)


def announced(wechat: Wechat, **more: Any) -> tuple[Mandate, Actor]:
    mandate, actor = promise(wechat, **more)
    b.clock(wechat, b.morning(ANNOUNCED))
    return mandate, actor


def told(mandate: Mandate) -> list[str]:
    return list(Notice.objects.filter(person=mandate.donor).order_by("pk").values_list(
        "kind", flat=True
    ))  # fmt: skip


def test_nothing_is_charged_before_it_was_signed_and_announced(wechat: Wechat) -> None:
    actor = b.donor()
    mandate = b.asked(actor, giving.project(), at=b.morning(BEGUN))
    b.clock(wechat, b.morning(DUE))
    assert not Charge.objects.exists()

    mandate = b.signed(wechat, mandate, actor, at=b.morning(BEGUN))
    assert (mandate.state, mandate.due_from) == (MandateState.ACTIVE, DUE)
    b.clock(wechat, b.morning(ANNOUNCED - timedelta(days=1)))
    assert not Charge.objects.exists()
    for _twice in range(2):
        b.clock(wechat, b.morning(ANNOUNCED))
    assert b.charges(mandate) == [("2027-01", ChargeState.ANNOUNCED, 100_00)]
    assert told(mandate) == ["mandate-begun", "mandate-announced"]
    assert Notice.objects.get(kind="mandate-announced").path == page_of(mandate)
    assert not GiftOrder.objects.exists()


def test_a_charge_is_an_order_of_its_donor_placed_and_paid_once(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    for _twice in range(2):
        b.clock(wechat, b.morning(DUE))
        b.ask(wechat, b.morning(DUE) + timedelta(hours=1))
    order = GiftOrder.objects.get()
    assert (order.donor_id, order.state) == (actor.person_id, GiftState.PAID)
    assert (order.channel, order.origin) == (Channel.WECHAT_MANDATE, f"mandate:{mandate.code}")
    assert b.charges(mandate) == [("2027-01", ChargeState.PAID, 100_00)]


def test_nobody_is_told_or_charged_at_night(wechat: Wechat) -> None:
    mandate, _actor = promise(wechat)
    b.clock(wechat, b.morning(ANNOUNCED) + timedelta(hours=14))
    assert b.charges(mandate) == []


def test_what_dies_after_the_order_was_placed_is_asked_again_and_taken_once(
    wechat: Wechat,
) -> None:
    mandate, _actor = announced(wechat)
    wechat.contract(mandate, mood=Mood.MUTE)  # it takes the money and answers with an error
    b.clock(wechat, b.morning(DUE))
    assert Charge.objects.get().sent_at is None
    b.clock(wechat, b.morning(DUE) + timedelta(hours=1))
    b.ask(wechat, b.morning(DUE) + timedelta(hours=2))
    assert GiftOrder.objects.get().state == GiftState.PAID
    paid = [order for order in wechat.provider.orders() if order.state == "SUCCESS"]
    assert [order.reference for order in paid if order.kind == "PAP"].count(
        GiftOrder.objects.get().reference
    ) == 1


def test_what_is_refused_because_it_was_taken_before_is_not_left_out(wechat: Wechat) -> None:
    mandate, _actor = announced(wechat)
    wechat.contract(mandate, mood=Mood.MUTE)  # it takes the money and answers with an error
    b.clock(wechat, b.morning(DUE))
    wechat.contract(mandate, "end")  # which is looked at before the number of the charge is
    b.clock(wechat, b.morning(DUE) + timedelta(hours=1))
    assert b.charges(mandate) == [("2027-01", ChargeState.PAID, 100_00)]
    assert "mandate-left-out" not in told(mandate)


@pytest.mark.parametrize("mood", [Mood.LACKS, Mood.REFUSES])
def test_what_was_not_paid_is_left_out_and_never_collected(wechat: Wechat, mood: Mood) -> None:
    mandate, _actor = announced(wechat)
    wechat.contract(mandate, mood=mood)
    b.pass_days(wechat, DUE, DUE + timedelta(days=4))
    wechat.contract(mandate, mood=Mood.PAYS)
    b.pass_days(wechat, date(2027, 1, 31), date(2027, 2, 6))
    assert b.charges(mandate) == [
        ("2027-01", ChargeState.FAILED, 100_00),
        ("2027-02", ChargeState.PAID, 100_00),
    ]
    assert told(mandate).count("mandate-left-out") == 1
    assert b.fresh(mandate).failures == 0


def test_money_that_came_after_it_was_given_up_is_written_down(wechat: Wechat) -> None:
    mandate, _actor = announced(wechat)
    wechat.contract(mandate, mood=Mood.LACKS)
    b.clock(wechat, b.morning(DUE))
    b.ask(wechat, b.morning(DUE) + timedelta(hours=1))
    order = GiftOrder.objects.get()
    assert order.state == GiftState.CLOSED
    giving.settled(wechat.provider, order)
    assert b.charges(mandate) == [("2027-01", ChargeState.PAID, 100_00)]
    assert b.fresh(mandate).failures == 0


def test_a_clock_that_stood_still_announces_late_or_leaves_out(wechat: Wechat) -> None:
    mandate, _actor = promise(wechat)
    b.clock(wechat, b.morning(DUE - timedelta(days=1)))
    charge = Charge.objects.get()
    assert (charge.due_on, charge.charge_on) == (DUE, DUE + timedelta(days=4))
    b.clock(wechat, b.morning(date(2027, 3, 10)))  # two more due days have passed unseen
    assert [(period, state) for period, state, _minor in b.charges(mandate)] == [
        ("2027-01", ChargeState.SKIPPED),
        ("2027-02", ChargeState.SKIPPED),
        ("2027-03", ChargeState.SKIPPED),
    ]
    assert b.fresh(mandate).due_from == date(2027, 4, 5)


def test_resting_leaves_out_what_was_announced_and_resuming_catches_nothing_up(
    wechat: Wechat,
) -> None:
    mandate, actor = announced(wechat)
    for _twice in range(2):
        services.pause_mandate(actor, mandate.code, at=b.morning(ANNOUNCED))
    b.clock(wechat, b.morning(DUE))
    assert b.charges(mandate) == [("2027-01", ChargeState.SKIPPED, 100_00)]
    for _twice in range(2):
        services.resume_mandate(actor, mandate.code, at=b.morning(DUE))
    assert b.fresh(mandate).due_from == date(2027, 2, 5)
    assert not GiftOrder.objects.exists()


def test_less_counts_at_once_more_only_when_it_is_signed(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    at = b.morning(ANNOUNCED)
    assert services.change_mandate(actor, mandate.code, Change(Money(60_00), 5), at=at) is None
    assert Charge.objects.get().amount_minor == 100_00  # what was announced stays
    asked = services.change_mandate(actor, mandate.code, Change(Money(300_00), 7), at=at)
    assert asked is not None
    assert (b.fresh(mandate).amount_minor, b.fresh(mandate).day) == (60_00, 7)
    before = queries.agreement_running(mandate)
    b.signed(wechat, mandate, actor, at=at)
    assert b.fresh(mandate).amount_minor == 300_00
    assert before is not None
    b.ask(wechat, at + timedelta(minutes=10))
    before.refresh_from_db()
    assert before.state == AgreementState.ENDED  # at the provider too
    assert wechat.state_of(before) == "TERMINATED"


def test_signing_what_is_not_wished_any_more_raises_nothing_and_goes_back(wechat: Wechat) -> None:
    mandate, actor = promise(wechat)
    at = b.morning(BEGUN)
    old = services.sign_anew(actor, mandate.code, at=at)
    services.begin_signing(actor, mandate.code, at=at)
    services.change_mandate(actor, mandate.code, Change(Money(50_00), 5), at=at)
    wechat.contract(mandate, "sign")
    word = mandates_under(old, at=at).agreement_of(old.code, at=at)
    settle_word(old, word, at=at)
    assert b.fresh(mandate).amount_minor == 50_00
    assert queries.agreement_waiting(mandate) is None
    b.ask(wechat, at + timedelta(minutes=10))
    assert wechat.state_of(old) == "TERMINATED"
    b.pass_days(wechat, ANNOUNCED, DUE)
    assert b.charges(mandate) == [("2027-01", ChargeState.PAID, 50_00)]


def test_no_charge_is_more_than_what_its_donor_signed_for_last(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    at = b.morning(ANNOUNCED)
    services.change_mandate(actor, mandate.code, Change(Money(60_00), 5), at=at)
    services.sign_anew(actor, mandate.code, at=at)
    b.signed(wechat, mandate, actor, at=at)
    b.pass_days(wechat, ANNOUNCED, DUE + timedelta(days=3))
    assert b.charges(mandate) == [("2027-01", ChargeState.SKIPPED, 100_00)]
    assert not GiftOrder.objects.exists()


@pytest.mark.parametrize("stop", [services.pause_mandate, services.end_mandate])
def test_what_was_placed_and_not_asked_for_yet_stops_with_its_mandate(
    wechat: Wechat, settings: Any, stop: Any
) -> None:
    mandate, actor = announced(wechat)
    address = settings.LIUSHUI_WECHAT_API
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    b.clock(wechat, b.morning(DUE))
    settings.LIUSHUI_WECHAT_API = address
    assert Charge.objects.get().state == ChargeState.ASKED
    stop(actor, mandate.code, at=b.morning(DUE))
    b.pass_days(wechat, DUE, DUE + timedelta(days=4))
    assert b.charges(mandate) == [("2027-01", ChargeState.FAILED, 100_00)]
    assert GiftOrder.objects.get().state == GiftState.CLOSED


def test_a_new_way_to_pay_is_warned_of_anew_and_charged_once(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    at = b.morning(DUE - timedelta(days=1))
    for _twice in range(2):
        services.sign_anew(actor, mandate.code, at=at)
    b.signed(wechat, mandate, actor, at=at)
    assert mandate.agreements.count() == 2
    b.pass_days(wechat, DUE - timedelta(days=1), DUE + timedelta(days=3))
    order = GiftOrder.objects.get()
    assert (order.state, order.amount_minor) == (GiftState.PAID, 100_00)
    assert b.charges(mandate) == [("2027-01", ChargeState.PAID, 100_00)]


def test_one_press_on_the_link_ends_it_here_and_at_the_provider(wechat: Wechat) -> None:
    mandate, _actor = announced(wechat)
    for _twice in range(2):
        services.end_by_link(token_of(mandate), at=b.morning(ANNOUNCED))
    assert b.charges(mandate) == [("2027-01", ChargeState.SKIPPED, 100_00)]
    b.ask(wechat, b.morning(ANNOUNCED) + timedelta(minutes=10))
    agreement = mandate.agreements.get()
    assert (agreement.state, wechat.state_of(agreement)) == (AgreementState.ENDED, "TERMINATED")
    assert told(mandate).count("mandate-ended") == 1
    with pytest.raises(NotFound):
        services.end_by_link(f"{mandate.code}.forged", at=b.morning(ANNOUNCED))


def test_signing_what_was_given_up_meanwhile_is_given_back(wechat: Wechat) -> None:
    actor = b.donor()
    mandate = b.asked(actor, giving.project(), at=b.morning(BEGUN))
    wechat.set_clock(b.morning(BEGUN))
    services.begin_signing(actor, mandate.code, at=b.morning(BEGUN))
    services.end_mandate(actor, mandate.code, at=b.morning(BEGUN))
    wechat.contract(mandate, "sign")
    for minutes in (1, 10):
        b.ask(wechat, b.morning(BEGUN) + timedelta(minutes=minutes))
    assert wechat.state_of(mandate.agreements.get()) == "TERMINATED"
    assert b.fresh(mandate).state == MandateState.ENDED


def test_what_nobody_signs_ends_by_itself(wechat: Wechat) -> None:
    mandate = b.asked(b.donor(), giving.project(), at=b.morning(BEGUN))
    b.ask(wechat, b.morning(BEGUN + timedelta(days=3)))
    ended = b.fresh(mandate)
    assert (ended.state, ended.why) == (MandateState.ENDED, Why.NOT_ALLOWED)
    assert told(mandate) == []


def test_a_project_that_takes_no_gifts_ends_what_was_promised_to_it(wechat: Wechat) -> None:
    mandate, _actor = announced(wechat)
    close_project(giving.SETUP, mandate.project.number, at=b.morning(ANNOUNCED))
    b.clock(wechat, b.morning(DUE))
    ended = b.fresh(mandate)
    assert (ended.state, ended.why) == (MandateState.ENDED, Why.PROJECT_CLOSED)
    assert b.charges(mandate) == [("2027-01", ChargeState.SKIPPED, 100_00)]
    assert not GiftOrder.objects.exists()


def test_a_surname_is_shown_only_while_its_donor_agrees(wechat: Wechat) -> None:
    mandate, actor = announced(wechat, showing=Showing(Display.MASKED))
    b.clock(wechat, b.morning(DUE))
    assert GiftOrder.objects.get().display == Display.ANONYMOUS  # nobody ever agreed
    assert actor.person_id is not None
    assert mandate.display == Display.MASKED


def test_a_silent_provider_is_asked_again_and_holds_up_nothing_else(
    wechat: Wechat, settings: Any
) -> None:
    mandate, _actor = promise(wechat)
    address = settings.LIUSHUI_WECHAT_API
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    b.clock(wechat, b.morning(ANNOUNCED))
    b.ask(wechat, b.morning(ANNOUNCED))
    assert Charge.objects.get().forewarned_at is None
    settings.LIUSHUI_WECHAT_PLAN_ID = ""  # the operator takes the template away for a day
    b.clock(wechat, b.morning(ANNOUNCED + timedelta(days=1)))
    settings.LIUSHUI_WECHAT_PLAN_ID, settings.LIUSHUI_WECHAT_API = PLAN_ID, address
    b.pass_days(wechat, ANNOUNCED + timedelta(days=2), DUE)
    assert b.charges(mandate) == [("2027-01", ChargeState.PAID, 100_00)]


def test_only_the_clock_places_an_order_of_a_mandate(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    number = mandate.project.number
    register_origin(services.MandateOrigin())
    by = By(f"mandate:{mandate.code}")
    with pytest.raises(OriginUnknown):
        place_order(actor, project=number, amount=Money(1), by=by, at=giving.now())


@pytest.mark.parametrize(
    ("refusal", "changed"),
    [
        (DayOfGiftWrong, {"day": 32}),
        (DayOfGiftWrong, {"day": 0}),
        (DayOfGiftWrong, {"month": 4}),
        (DayOfGiftWrong, {"every": Every.YEAR}),
        (AmountOutOfRange, {"amount": Money(0)}),
        (AmountOutOfRange, {"amount": Money(2**31)}),
        (MandatesNotSetUp, {"provider": "elsewhere"}),
    ],
)
def test_what_cannot_be_promised_is_refused(
    wechat: Wechat, refusal: type[Exception], changed: dict[str, Any]
) -> None:
    del wechat
    said: dict[str, Any] = {
        "project": giving.project().number, "amount": Money(1_00), "provider": "wechat",
        "every": Every.MONTH, "day": 5,
    }  # fmt: skip
    with pytest.raises(refusal):
        services.begin_mandate(b.donor(), Wanted(**said | changed), at=b.morning(BEGUN))
    assert not Mandate.objects.exists()


def test_a_stranger_promises_nothing_and_another_donor_changes_nothing(wechat: Wechat) -> None:
    mandate, _actor = promise(wechat)
    with pytest.raises(NotAllowed):
        b.asked(giving.STRANGER, mandate.project, at=b.morning(BEGUN))
    other = b.donor(2)
    for act in (services.pause_mandate, services.resume_mandate, services.end_mandate):
        with pytest.raises(NotFound):
            act(other, mandate.code, at=b.morning(BEGUN))
    assert not policies.can_see(other, mandate)
    assert not policies.mandates_visible_to(other).exists()


def test_what_has_ended_is_not_taken_up_again(wechat: Wechat) -> None:
    mandate, actor = promise(wechat)
    services.end_mandate(actor, mandate.code, at=b.morning(BEGUN))
    for act in (services.resume_mandate, services.sign_anew):
        with pytest.raises(MandateEnded):
            act(actor, mandate.code, at=b.morning(BEGUN))
    with pytest.raises(MoveNotAllowed):
        services.pause_mandate(actor, mandate.code, at=b.morning(BEGUN))


def test_an_erased_person_promises_nothing_more(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    assert actor.person_id is not None
    holder = RecurringHolder()
    assert len(holder.sections(actor.person_id)[0].facts) == 1
    for _twice in range(2):
        holder.erase(actor.person_id, at=b.morning(ANNOUNCED))
    ended = b.fresh(mandate)
    assert (ended.state, ended.donor_id) == (MandateState.ENDED, None)
    assert holder.sections(actor.person_id) == []


def test_who_restricts_their_values_is_charged_nothing(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    assert actor.person_id is not None
    restrict_person(giving.SETUP, actor.person_id, at=b.morning(ANNOUNCED))
    RecurringHolder().restrict(actor.person_id, at=b.morning(ANNOUNCED))
    b.clock(wechat, b.morning(DUE))
    assert b.fresh(mandate).state == MandateState.PAUSED
    assert not GiftOrder.objects.exists()


def test_two_records_of_one_donor_keep_the_promise(wechat: Wechat) -> None:
    mandate, actor = announced(wechat)
    other = parties.person("林晓雨", "13800000077")
    assert actor.person_id is not None
    RecurringHolder().joined(actor.person_id, other.pk, at=b.morning(ANNOUNCED))
    b.clock(wechat, b.morning(DUE))
    assert GiftOrder.objects.get().donor_id == other.pk
    assert b.fresh(mandate).donor_id == other.pk


def test_the_month_shows_what_is_expected_and_what_came(wechat: Wechat) -> None:
    mandate, _actor = promise(wechat)
    system = giving.SETUP
    [row] = queries.expected_in(system, date(2027, 1, 1))
    assert (row.to_come_minor, row.whole_minor) == (100_00, 100_00)
    b.clock(wechat, b.morning(ANNOUNCED))
    [row] = queries.expected_in(system, date(2027, 1, 1))
    assert (row.to_come_minor, row.open_minor, row.whole_minor) == (0, 100_00, 100_00)
    b.pass_days(wechat, DUE, DUE)
    [row] = queries.expected_in(system, date(2027, 1, 1))
    assert (row.paid_minor, row.whole_minor) == (100_00, 100_00)
    assert [one.code for one in queries.mandates_in_console(system)] == [mandate.code]


def test_each_promise_is_charged_by_the_merchant_with_whom_it_was_signed(
    wechat: Wechat, provider: Provider, settings: Any
) -> None:
    """Two charities, and one of them takes its gifts elsewhere later: what was signed stays."""
    second = second_merchant(provider.keys.folder)
    houses = [(a_house(1), provider), (a_house(2), second)]
    settings.LIUSHUI_WECHAT_ORGANISATION = houses[0][0].body.credit_code
    mandates = []
    at = b.morning(BEGUN)
    for number, (house, desk) in enumerate(houses, start=1):
        in_force(house, desk, at=at - HOLD)
        mandate, _actor = b.running(wechat, house.project, at=at, actor=b.donor(number))
        mandates.append(mandate)
    signed_with = [mandate.agreements.get().merchant_id for mandate in mandates]
    assert signed_with == [desk.keys.merchant_id for _house, desk in houses]
    third = Provider(provider.keys.folder / "third", "1900000126", "wx2421b1c4370ec99")
    in_force(houses[0][0], third, at=at)
    b.pass_days(wechat, ANNOUNCED, DUE)
    for mandate, number in zip(mandates, signed_with, strict=True):
        (charge,) = mandate.charges.all()
        assert charge.state == ChargeState.PAID
        assert charge.order is not None
        assert charge.order.payments.get().merchant_id == number


def test_no_charge_goes_to_another_account_than_its_order_names(wechat: Wechat) -> None:
    """Its payer signed anew with another account between the order and the request."""
    mandate, _actor = announced(wechat)
    (charge,) = mandate.charges.all()
    wechat.set_clock(b.morning(DUE))
    place_charge(charge.pk, at=b.morning(DUE))
    GiftOrder.objects.update(merchant_id="1900000999")
    assert send_placed(at=b.morning(DUE)) == 0
    charge.refresh_from_db()
    assert (charge.state, charge.sent_at) == (ChargeState.ASKED, None)
    assert charge.order is not None
    assert wechat.provider.find(charge.order.reference) is None, "its provider was told nothing"


def test_one_merchants_silence_keeps_no_other_merchants_charges_waiting(
    wechat: Wechat, provider: Provider, settings: Any
) -> None:
    second = second_merchant(provider.keys.folder)
    houses = [(a_house(1), provider), (a_house(2), second)]
    settings.LIUSHUI_WECHAT_ORGANISATION = houses[0][0].body.credit_code
    for number, (house, desk) in enumerate(houses, start=1):
        in_force(house, desk, at=b.morning(BEGUN))
        b.running(wechat, house.project, at=b.morning(BEGUN), actor=b.donor(number))
    b.clock(wechat, b.morning(ANNOUNCED))
    b.clock(wechat, b.morning(ANNOUNCED))
    speaking = conversation_at(WECHAT, provider.keys.merchant_id)
    assert isinstance(speaking, WechatPay)
    line, speaking._http = speaking._http, httpx.Client(base_url="http://127.0.0.1:9")
    try:
        b.clock(wechat, b.morning(DUE))
    finally:
        speaking._http = line
    sent = Charge.objects.order_by("pk").values_list("order__merchant_id", "sent_at")
    assert {number: at is not None for number, at in sent} == {
        provider.keys.merchant_id: False,
        second.keys.merchant_id: True,
    }


def test_an_ended_account_takes_no_regular_gift_and_nobody_signs_with_it(
    wechat: Wechat, provider: Provider
) -> None:
    """What runs rests and its donor is told; what waits is signed with the account of today."""
    house = a_house(1)
    account = in_force(house, provider, at=b.morning(BEGUN))
    begun = b.morning(BEGUN)
    mandate, actor = b.running(wechat, house.project, at=begun)
    late = b.asked(b.donor(2), house.project, at=begun)
    b.clock(wechat, b.morning(ANNOUNCED))
    end_merchant(house.zhao, account.pk, at=b.morning(ANNOUNCED))
    b.clock(wechat, b.morning(DUE))
    assert b.charges(mandate) == [("2027-01", ChargeState.SKIPPED, 100_00)]
    resting = b.fresh(mandate)
    assert (resting.state, resting.why) == (MandateState.PAUSED, Why.ACCOUNT_ENDED)
    assert told(mandate)[-1] == "mandate-account-ended"
    assert not GiftOrder.objects.exists()
    assert late.donor is not None
    with pytest.raises(MandatesNotSetUp):
        services.begin_signing(parties.as_donor(late.donor), late.code, at=b.morning(DUE))
    second = second_merchant(provider.keys.folder)
    in_force(house, second, at=giving.now() - 2 * HOLD)
    services.sign_anew(actor, mandate.code, at=b.morning(DUE))
    for one, theirs in ((mandate, actor), (late, parties.as_donor(late.donor))):
        b.signed(wechat, one, theirs, at=b.morning(DUE))
        newest = one.agreements.order_by("-pk")[0]
        assert (newest.merchant_id, newest.state) == (
            second.keys.merchant_id,
            AgreementState.SIGNED,
        )


def test_what_is_signed_with_an_account_that_ended_meanwhile_goes_back(
    wechat: Wechat, provider: Provider
) -> None:
    house = a_house(1)
    account = in_force(house, provider, at=b.morning(BEGUN))
    actor = b.donor()
    mandate = b.asked(actor, house.project, at=b.morning(BEGUN))
    wechat.set_clock(b.morning(BEGUN))
    services.begin_signing(actor, mandate.code, at=b.morning(BEGUN))
    wechat.contract(mandate, "sign")
    end_merchant(house.zhao, account.pk, at=b.morning(BEGUN))
    services.ask_about_agreement(mandate, at=b.morning(BEGUN))
    assert b.fresh(mandate).state == MandateState.ENDED
    b.ask(wechat, b.morning(BEGUN) + timedelta(hours=1))
    assert mandate.agreements.get().state == AgreementState.ENDED
    assert wechat.state_of(mandate.agreements.get()) == "TERMINATED"
