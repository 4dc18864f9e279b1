"""Each charity's gifts come into its own merchant account, and nobody leads them away alone."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from liushui.config.simulators.alipay import Provider as Alipay
from liushui.config.simulators.wechat_pay import Provider, office
from liushui.giving.models import GiftOrder, Payment, Word
from liushui.giving.refund_states import RefundState
from liushui.giving.services import accept_notice, begin_payment, place_order, query_order
from liushui.giving.services.refund_sending import send_refunds
from liushui.giving.states import Channel, Outcome
from liushui.installation.declared import SettingWrong
from liushui.installation.queries import value_of
from liushui.kernel.money import Money
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.models import Certificate
from liushui.parties.services import check_certificate
from liushui.payments import services
from liushui.payments.errors import (
    MerchantChangeOpen,
    MerchantKeysWrong,
    MerchantOfSettings,
    MerchantProposedByYou,
    MerchantTaken,
    MerchantTemplateWrong,
    MerchantUntried,
)
from liushui.payments.models import MerchantAccount
from liushui.payments.provider import ALIPAY, WECHAT, Unrecognised
from liushui.payments.queries.accounts import standing_at
from liushui.payments.states import AccountState, Device, Way
from liushui.payments.whose import require_owner
from tests.giving import builders as giving
from tests.giving import refunds
from tests.parties import builders as parties
from tests.payments.merchants import HOLD, House, a_house, asked_at, in_force, known_there

pytestmark = pytest.mark.django_db


def a_key_of_nobody() -> str:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def an_order(house: House, channel: Channel = Channel.WECHAT_NATIVE) -> GiftOrder:
    return place_order(
        giving.STRANGER,
        project=house.project.number,
        amount=Money(88_00),
        channel=channel,
        at=giving.now(),
    )


def told(desk: Provider, order: GiftOrder) -> Outcome:
    return giving.notified(desk, giving.paid_order(order)).outcome


def test_each_gift_comes_into_its_own_charitys_account(
    provider: Provider, second: Provider, wechat_at: str
) -> None:
    assert wechat_at
    houses = {provider: a_house(1), second: a_house(2)}
    for desk, house in houses.items():
        in_force(house, desk)
    for desk, house in houses.items():
        order = an_order(house)
        begun = begin_payment(giving.STRANGER, order.reference, at=giving.now())
        assert begun.merchant_id == desk.keys.merchant_id
        there = [one for one in houses if one.find(order.reference) is not None]
        assert there == [desk], "the other merchant was told nothing"
        desk.pay(order.reference, at=giving.now(), mode="never")
        query_order(begun, at=giving.now())
        assert begun.state == "paid"
        assert order.payments.get().merchant_id == desk.keys.merchant_id


def test_a_call_back_of_ones_merchant_for_anothers_order_books_nothing(
    provider: Provider, second: Provider, settings: Any
) -> None:
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    one, other = a_house(1), a_house(2)
    in_force(one, provider)
    in_force(other, second)
    order = an_order(other)
    assert told(provider, order) == Outcome.OTHER_MERCHANT
    order.refresh_from_db()
    assert (order.state, order.payments.count()) == ("placed", 0)
    assert order.notices.get().outcome == Outcome.OTHER_MERCHANT, "a person can see it"
    assert told(second, order) == Outcome.ACCEPTED


def test_a_merchants_own_keys_vouch_for_no_other_merchants_numbers(
    provider: Provider, second: Provider, settings: Any
) -> None:
    """Who holds one charity's keys writes the other's numbers into a call-back, in vain."""
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    one, other = a_house(1), a_house(2)
    in_force(one, provider)
    in_force(other, second)
    order = an_order(other)
    forger = Provider.__new__(Provider)
    forger.keys = replace(
        provider.keys, merchant_id=second.keys.merchant_id, app_id=second.keys.app_id
    )
    assert told(forger, order) == Outcome.FOREIGN
    assert not order.payments.exists()


def test_at_alipay_too_each_call_back_is_opened_by_whom_it_names(
    alipay_provider: Alipay, second_at_alipay: Alipay, settings: Any
) -> None:
    settings.LIUSHUI_ALIPAY_GATEWAY = "http://127.0.0.1:9/gateway.do"
    one, other = a_house(1), a_house(2)
    in_force(one, alipay_provider)
    in_force(other, second_at_alipay)
    order = an_order(other, Channel.ALIPAY_PAGE)

    def called_back(desk: Alipay) -> Outcome:
        at = giving.now()
        said: dict[str, object] = {"out_trade_no": order.reference, "total_amount": "88.00"}
        desk.place({}, said, at=at.timestamp())
        trade = desk.pay(order.reference, at=at.timestamp())
        fields = desk.fields_of(trade, at=at.timestamp())
        body = urlencode(desk.call_back(fields)).encode()
        return accept_notice({}, body, by=ALIPAY, at=at).outcome

    assert called_back(alipay_provider) == Outcome.OTHER_MERCHANT
    assert called_back(second_at_alipay) == Outcome.ACCEPTED
    assert order.payments.get().merchant_id == second_at_alipay.keys.seller_id


def test_a_refund_leaves_from_the_account_the_gift_came_into_after_a_change_too(
    provider: Provider, second: Provider, wechat_at: str
) -> None:
    assert wechat_at
    house = a_house(1)
    in_force(house, provider)
    order = an_order(house)
    begin_payment(giving.STRANGER, order.reference, at=giving.now())
    paid = provider.pay(order.reference, at=giving.now(), mode="never")
    assert giving.notified(provider, paid).outcome == Outcome.ACCEPTED
    sequence_all()
    later = giving.now() - HOLD - timedelta(minutes=1)
    account = in_force(house, second, at=later)
    assert account.state == AccountState.HELD
    assert [one.pk for one in services.put_merchants_in_force(at=giving.now())] == [account.pk]
    assert an_order(house).merchant_id == second.keys.merchant_id
    asked = refunds.asked(order)
    refunds.agreed(refunds.House(house.project, house.wang, house.zhao), asked)
    at = giving.now()
    for minute in (0, 1):
        send_refunds(at=at + timedelta(minutes=minute))
    asked.refresh_from_db()
    assert asked.state == RefundState.RETURNED
    assert [one["reference"] for one in office._refunds(provider).values()][-1] == order.reference
    assert not office._refunds(second)


def test_who_has_no_account_of_its_own_is_offered_no_way_where_there_are_several(
    merchant: Any, provider: Provider
) -> None:
    """The settings' account is nobody's among several, and one's once it is named."""
    one = a_house(1)
    at = giving.now()

    def offered(house: House) -> list[Way]:
        return services.ways_offered(Device.DESKTOP, house.body.pk, at=at)

    assert offered(one) == [Way.WECHAT_NATIVE]
    other = a_house(2)
    assert (offered(one), offered(other)) == ([], [])
    assert an_order(one).merchant_id == ""
    with pytest.raises(services.PaymentNotSetUp):
        begin_payment(giving.STRANGER, an_order(one).reference, at=at)
    merchant.LIUSHUI_WECHAT_ORGANISATION = one.body.credit_code
    assert (offered(one), offered(other)) == ([Way.WECHAT_NATIVE], [])
    with pytest.raises(MerchantTaken):
        in_force(other, provider)


@pytest.mark.usefixtures("merchant")
def test_the_settings_account_stays_the_first_ones_when_another_charity_comes_in() -> None:
    one, at = a_house(1), giving.now()
    services.name_owner_of_settings(at=at)
    other = a_house(2)
    services.name_owner_of_settings(at=at)
    offered = [
        services.ways_offered(Device.DESKTOP, house.body.pk, at=at) for house in (one, other)
    ]
    assert offered == [[Way.WECHAT_NATIVE], []]


@pytest.mark.usefixtures("merchant")
def test_another_ones_first_certificate_cuts_off_nobodys_gifts() -> None:
    """It came in before it had one; a second person of its own says that it counts."""
    one, at = a_house(1), giving.now()
    other = parties.organisation(2)
    paper = Certificate.objects.create(
        organisation=other, kind="public_fundraising", number="2", valid_from=at.date(),
        entered_by="person:1", checked_by="",
    )  # fmt: skip
    zhao = parties.holder(parties.person("周", "13900002001"), other, Right.MONEY_APPROVE)
    check_certificate(zhao, other.credit_code, paper.pk, agrees=True, at=at)
    offered = [services.ways_offered(Device.DESKTOP, body.pk, at=at) for body in (one.body, other)]
    assert offered == [[Way.WECHAT_NATIVE], []]
    assert value_of("wechat_pay.organisation") == one.body.credit_code


def test_nobody_leads_gifts_elsewhere_alone_and_each_can_stop_it(
    provider: Provider, second: Provider, settings: Any
) -> None:
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    house, stranger = a_house(1), a_house(2)
    at = giving.now()
    code = house.body.credit_code
    fresh = services.propose_merchant(house.zhao, code, asked_at(provider), at=at)
    with pytest.raises(MerchantProposedByYou):
        services.agree_to_merchant(house.zhao, fresh.pk, hold=HOLD, at=at)
    with pytest.raises(MerchantChangeOpen):
        services.propose_merchant(house.wang, code, asked_at(second), at=at)
    services.stop_merchant(house.wang, fresh.pk, at=at)
    first = in_force(house, provider)
    assert first.state == AccountState.IN_FORCE, "the first one leads nothing away"
    assert in_force(house, provider).state == AccountState.IN_FORCE, "nor do new keys of it"
    held = in_force(house, second)
    assert held.state == AccountState.HELD
    assert held.agreed_at is not None
    assert held.holds_until == held.agreed_at + HOLD
    assert services.number_taking(house.body.pk, WECHAT, at=at) == provider.keys.merchant_id
    soon = (held.holds_until or at) + timedelta(seconds=1)
    assert services.number_taking(house.body.pk, WECHAT, at=soon) == second.keys.merchant_id
    services.stop_merchant(house.wang, held.pk, at=at)
    with pytest.raises(MerchantTaken):
        in_force(stranger, provider)


def test_what_was_placed_through_a_former_app_of_the_same_number_is_booked(
    provider: Provider, wechat_at: str
) -> None:
    """By its call-back and by asking; an app that was never this merchant's is nobody's."""
    assert wechat_at
    house = a_house(1)
    in_force(house, provider)
    called, asked = an_order(house), an_order(house)
    for order in (called, asked):
        begin_payment(giving.STRANGER, order.reference, at=giving.now())
    at = giving.now()
    fresh = replace(asked_at(provider), app_id="wx0000other0000app")
    entered = services.propose_merchant(house.wang, house.body.credit_code, fresh, at=at)
    known_there(entered, at=at)
    services.agree_to_merchant(house.zhao, entered.pk, hold=HOLD, at=at)
    paid = provider.pay(called.reference, at=at, mode="never")
    assert giving.notified(provider, paid).outcome == Outcome.ACCEPTED
    provider.pay(asked.reference, at=at, mode="never")
    assert query_order(GiftOrder.objects.get(pk=asked.pk), at=at).state == "paid"
    forger = Provider.__new__(Provider)
    forger.keys = replace(provider.keys, app_id="wx1111never1111ours")
    assert told(forger, an_order(house)) == Outcome.FOREIGN


def test_an_ended_account_takes_nothing_and_another_one_after_it_waits(
    provider: Provider, second: Provider, settings: Any
) -> None:
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    house = a_house(1)
    in_force(house, provider)
    order_before = an_order(house)
    standing = standing_at(house.body.pk, WECHAT).in_force
    assert standing is not None
    services.end_merchant(house.zhao, standing.pk, at=giving.now())
    assert services.number_taking(house.body.pk, WECHAT, at=giving.now()) == ""
    assert told(provider, order_before) == Outcome.ACCEPTED, "what was on its way is booked"
    assert in_force(house, second).state == AccountState.HELD


def test_keys_are_sealed_and_never_said_again(
    provider: Provider, wechat_at: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert wechat_at
    house = a_house(1)
    account = in_force(house, provider)
    keys = provider.keys.entered()
    assert not any(text.encode() in bytes(account.sealed) for text in keys.values() if text)
    assert keys["api_v3_key"] not in repr(asked_at(provider))
    services.try_merchant_of(house.zhao, account.pk, at=giving.now())
    assert keys["api_v3_key"] not in caplog.text
    wrong = replace(asked_at(provider), keys=keys | {"merchant_key": "nonsense"})
    with pytest.raises(MerchantKeysWrong) as refusal:
        services.propose_merchant(house.wang, house.body.credit_code, wrong, at=giving.now())
    assert "nonsense" not in str(refusal.value.facts)
    asked = replace(asked_at(provider), merchant_id="1900000999")
    strange = services.propose_merchant(house.wang, house.body.credit_code, asked, at=giving.now())
    with pytest.raises(Unrecognised):
        services.try_merchant_of(house.wang, strange.pk, at=giving.now())


def test_what_came_before_accounts_were_told_apart_bears_the_settings_number(
    provider: Provider, merchant: Any
) -> None:
    house = a_house(1)
    order = an_order(house)
    GiftOrder.objects.filter(pk=order.pk).update(merchant_id="")
    assert told(provider, order) == Outcome.ACCEPTED
    fresh = Payment(order=an_order(house), provider=WECHAT, transaction_id="42-old", amount_minor=1,
                    paid_at=giving.now(), received_at=giving.now())  # fmt: skip
    fresh.save(force_insert=True)
    step = import_module("liushui.giving.migrations.0022_which_account_took_it")
    step.fill(apps, SimpleNamespace(connection=connection))
    waiting = Word.objects.create(
        order=order, provider=WECHAT, transaction_id="42-waits", amount_minor=1,
        paid_at=giving.now(), received_at=giving.now(), digest=b"0" * 32,
    )  # fmt: skip
    later = import_module("liushui.giving.migrations.0023_words_name_their_account")
    with connection.cursor() as cursor:
        cursor.execute(later.FILL)
    waiting.refresh_from_db()
    assert waiting.merchant_id == provider.keys.merchant_id
    merchant.LIUSHUI_WECHAT_MERCHANT_ID = "1900000999"
    assert set(Payment.objects.values_list("merchant_id", flat=True)) == {provider.keys.merchant_id}
    assert set(GiftOrder.objects.values_list("merchant_id", flat=True)) == {
        provider.keys.merchant_id
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.update(merchant_id="")


def test_the_database_keeps_both_promises(
    provider: Provider, second: Provider, settings: Any
) -> None:
    settings.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    one, other = a_house(1), a_house(2)
    account = in_force(one, provider)
    in_force(other, second)
    order = an_order(one)
    told(provider, order)
    with pytest.raises(DatabaseError), transaction.atomic():
        MerchantAccount.objects.filter(pk=account.pk).update(merchant_id="1900000999")
    with pytest.raises(DatabaseError), transaction.atomic():
        GiftOrder.objects.filter(pk=order.pk).update(merchant_id=second.keys.merchant_id)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            """insert into giving_payment (order_id, provider, transaction_id, merchant_id,
                 amount_minor, paid_at, received_at, finding)
               values (%s, 'wechat', '42000000000000000000000001', %s, 1, now(), now(),
                 'second_payment')""",
            [order.pk, second.keys.merchant_id],
        )
    twin = MerchantAccount(
        organisation=other.body, provider=WECHAT, merchant_id=provider.keys.merchant_id,
        app_id="wxother", sealed=b"", state=AccountState.ENDED, proposed_by="person:1",
        proposed_at=giving.now(), agreed_by="person:2", agreed_at=giving.now(),
        holds_until=giving.now(),
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save()


def test_the_settings_account_is_nobodys_to_enter_before_it_is_named(
    merchant: Any, provider: Provider
) -> None:
    one, other = a_house(1), a_house(2)
    for house in (other, one):
        with pytest.raises(MerchantOfSettings):
            in_force(house, provider)
    merchant.LIUSHUI_WECHAT_ORGANISATION = one.body.credit_code
    with pytest.raises(MerchantTaken):
        in_force(other, provider)
    assert in_force(one, provider).state == AccountState.IN_FORCE


def test_what_its_people_entered_comes_before_what_the_settings_say(
    merchant: Any, provider: Provider
) -> None:
    """The settings name another organisation for a number that is one's own: nothing goes there."""
    one, other = a_house(1), a_house(2)
    merchant.LIUSHUI_WECHAT_ORGANISATION = one.body.credit_code
    in_force(one, provider)
    merchant.LIUSHUI_WECHAT_ORGANISATION = other.body.credit_code
    at = giving.now()
    assert services.settings_owner(WECHAT) == one.body.pk
    assert services.number_taking(other.body.pk, WECHAT, at=at) == ""
    with pytest.raises(services.PaymentNotSetUp):
        services.conversation_of(other.body.pk, WECHAT, at=at)
    assert services.owner_of(WECHAT, provider.keys.merchant_id) == one.body.pk
    with pytest.raises(SettingWrong):
        require_owner("wechat_pay", other.body.credit_code)
    require_owner("wechat_pay", one.body.credit_code)


def test_nobody_agrees_to_keys_that_the_provider_does_not_know(
    provider: Provider, wechat_at: str
) -> None:
    """Whoever has the keys of an account owns it; a number alone is typed by anybody."""
    assert wechat_at
    house, at = a_house(1), giving.now()
    keys = provider.keys.entered() | {"merchant_key": a_key_of_nobody()}
    asked = replace(asked_at(provider), keys=keys)
    fresh = services.propose_merchant(house.wang, house.body.credit_code, asked, at=at)
    with pytest.raises(Unrecognised):
        services.try_merchant_of(house.wang, fresh.pk, at=at)
    with pytest.raises(MerchantUntried):
        services.agree_to_merchant(house.zhao, fresh.pk, hold=HOLD, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        MerchantAccount.objects.filter(pk=fresh.pk).update(
            state=AccountState.HELD, agreed_by="person:2", agreed_at=at, holds_until=at
        )
    services.stop_merchant(house.wang, fresh.pk, at=at)
    right = services.propose_merchant(house.wang, house.body.credit_code, asked_at(provider), at=at)
    services.try_merchant_of(house.wang, right.pk, at=at)
    agreed = services.agree_to_merchant(house.zhao, right.pk, hold=HOLD, at=at)
    assert agreed.state == AccountState.IN_FORCE


@pytest.mark.usefixtures("merchant")
def test_a_template_that_the_provider_cannot_have_is_refused_where_it_is_typed(
    provider: Provider,
) -> None:
    house = a_house(1)
    for typed in ("模板一", "PLAN-1", "12 34", "1" * 21):
        asked = replace(asked_at(provider), mandate_template=typed)
        with pytest.raises(MerchantTemplateWrong):
            services.propose_merchant(house.wang, house.body.credit_code, asked, at=giving.now())
    assert not MerchantAccount.objects.exists()
