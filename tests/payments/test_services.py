"""What settings and the clock make of it: certificates that come, ways offered, complaints."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liushui.config.simulators.alipay import Provider as AlipayProvider
from liushui.config.simulators.alipay.server import Desk as AlipayDesk
from liushui.config.simulators.alipay.server import server_for as alipay_server
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.office import complaint_notice
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.giving.services import accept_notice
from liushui.giving.states import Outcome
from liushui.installation.declared import SettingWrong, group_of
from liushui.parties.access import Right
from liushui.parties.models import Account
from liushui.payments import services
from liushui.payments.models import Complaint, PlatformCertificate
from liushui.payments.provider import ProviderSilent, Unrecognised
from liushui.payments.states import ComplaintState, Device, Way
from liushui.payments.tasks import follow_complaints, renew_certificates
from tests.accounts.builders import sign_in
from tests.giving import builders as giving
from tests.parties import builders as parties

pytestmark = pytest.mark.django_db


def _serving(server: Any) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wechat_at(provider: Provider, merchant: Any) -> Iterator[str]:
    """The simulated WeChat Pay in this process, and the site as its merchant."""
    for address in _serving(server_for(Desk(provider, retries=()), 0)):
        merchant.LIUSHUI_WECHAT_API = address
        ours = services.provider()
        yield address
        ours.end()


@pytest.fixture
def alipay_at(alipay_provider: AlipayProvider, alipay_merchant: Any) -> Iterator[str]:
    """The simulated Alipay in this process, and the site as its merchant."""
    for address in _serving(alipay_server(AlipayDesk(alipay_provider, retries=()), 0)):
        alipay_merchant.LIUSHUI_ALIPAY_GATEWAY = f"{address}/gateway.do"
        ours = services.alipay()
        yield address
        ours.end()


def test_without_a_certificate_the_trial_fetches_those_that_are_in_force(
    wechat_at: str, settings: Any
) -> None:
    assert wechat_at
    settings.LIUSHUI_WECHAT_PLATFORM_CERTIFICATE_FILE = ""
    with pytest.raises(services.PaymentNotSetUp):
        services.provider()
    services.try_merchant(at=giving.now())
    assert PlatformCertificate.objects.count() == 2
    assert renew_certificates(0) == 0, "nothing is kept twice"


def test_a_call_back_under_the_following_certificate_is_taken_once_it_was_fetched(
    wechat_at: str, provider: Provider
) -> None:
    assert wechat_at
    order = giving.order()
    told = giving.paid_order(order)
    at = giving.now()
    notice = provider.sign_notice(told, at=at.timestamp(), by=provider.keys.following)
    early = accept_notice(notice.headers, notice.body, at=at)
    assert (early.outcome, early.status) == (Outcome.UNKNOWN_CERTIFICATE, 401)
    assert renew_certificates(0) == 2
    again = provider.sign_notice(told, at=at.timestamp(), by=provider.keys.following)
    assert accept_notice(again.headers, again.body, at=at).outcome == Outcome.ACCEPTED


@pytest.mark.usefixtures("merchant")
def test_the_clocks_tasks_are_quiet_while_nobody_answers(settings: Any) -> None:
    assert renew_certificates(0) == 0
    Complaint.objects.create(
        provider="wechat", complaint_id="C-1", heard_at=giving.now(), told_at=giving.now()
    )
    assert follow_complaints(0) == 0
    settings.LIUSHUI_WECHAT_MERCHANT_ID = ""
    assert (renew_certificates(0), follow_complaints(0)) == (0, 0)


def test_alipays_trial_tells_a_stranger_from_a_merchant(alipay_at: str, settings: Any) -> None:
    assert alipay_at
    services.try_alipay(at=giving.now())
    settings.LIUSHUI_ALIPAY_APP_ID = "2021999999999999"
    with pytest.raises(Unrecognised) as unread:
        services.try_alipay(at=giving.now())
    assert unread.value.facts == {"reason": "isv.invalid-app-id"}
    settings.LIUSHUI_ALIPAY_GATEWAY = "http://127.0.0.1:9/gateway.do"
    with pytest.raises(ProviderSilent):
        services.try_alipay(at=giving.now())
    settings.LIUSHUI_ALIPAY_MERCHANT_ID = ""
    with pytest.raises(services.PaymentNotSetUp):
        services.try_alipay(at=giving.now())


@pytest.mark.usefixtures("merchant", "alipay_merchant")
def test_the_ways_follow_from_what_is_set_up_and_from_the_device(settings: Any) -> None:
    body = giving.charity()

    def offered(device: Device) -> list[Way]:
        return services.ways_offered(device, body.pk, at=giving.now())

    desk = [Way.WECHAT_NATIVE, Way.ALIPAY_PAGE, Way.ALIPAY_QR]
    assert offered(Device.DESKTOP) == desk
    assert offered(Device.PHONE) == [Way.WECHAT_H5, Way.ALIPAY_WAP]
    assert offered(Device.IN_WECHAT) == [Way.WECHAT_JSAPI]
    assert offered(Device.IN_ALIPAY) == [Way.ALIPAY_WAP]
    settings.LIUSHUI_WECHAT_APP_SECRET_FILE = ""
    assert offered(Device.IN_WECHAT) == [Way.WECHAT_H5]
    settings.LIUSHUI_WECHAT_MERCHANT_ID = ""
    assert offered(Device.DESKTOP) == desk[1:]
    settings.LIUSHUI_ALIPAY_APP_ID = ""
    assert offered(Device.DESKTOP) == desk[:1], "its page says what is missing"


@pytest.mark.parametrize(
    ("group", "key", "value"),
    [
        ("alipay", "alipay.app_key", "nonsense"),
        ("alipay", "alipay.platform_key", "nonsense!"),
        ("alipay", "alipay.gateway", "http://openapi.alipay.com/gateway.do"),
        ("wechat-pay", "wechat_pay.public_key", "nonsense"),
        ("wechat-pay", "wechat_pay.door", "ftp://open.weixin.qq.com"),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_entered(group: str, key: str, value: str) -> None:
    declared = group_of(group)
    assert declared is not None
    setting = next(one for one in declared.settings if one.key == key)
    assert setting.check is not None
    with pytest.raises(SettingWrong):
        setting.check(value)


def _reader(client: Client, body: Any, name: str) -> None:
    """Signed in as somebody who reads this organisation's gifts."""
    person = parties.person(name)
    parties.holder(person, body, Right.GIFT_READ)
    sign_in(client, Account.objects.get_or_create(person=person)[0])


def _complain(client: Client, provider: Provider, reference: str) -> Any:
    headers, body = complaint_notice(provider, reference, giving.now().timestamp())
    return client.post(
        "/pay/wechat/complaint", body, content_type="application/json", headers=headers
    )


def test_a_complaint_stands_beside_its_gift_until_it_has_ended(
    client: Client, wechat_at: str, provider: Provider
) -> None:
    assert wechat_at
    order = giving.order()
    provider.place(
        {
            "mchid": "1900000109",
            "appid": "wxd678efh567hg6787",
            "out_trade_no": order.reference,
            "amount": {"total": order.amount_minor},
        },
        "NATIVE",
    )
    giving.settled(provider, order)
    for _ in range(2):
        answer = _complain(client, provider, order.reference)
        assert (answer.status_code, answer.json()["code"]) == (200, "SUCCESS")
    kept = Complaint.objects.get()
    assert (kept.order_reference, kept.amount_minor) == (order.reference, order.amount_minor)
    assert (kept.state, kept.complaint_id) == (ComplaintState.PENDING, f"C-{order.reference}")

    _reader(client, order.project.organisation, "王一")
    assert kept.complaint_id in client.get("/console/payments/").content.decode()
    _reader(other := Client(), parties.organisation(7), "陈二")
    assert kept.complaint_id not in other.get("/console/payments/").content.decode()
    Complaint.objects.update(state=ComplaintState.PROCESSED)
    assert kept.complaint_id not in client.get("/console/payments/").content.decode()


def _complaint(number: int, reference: str, **facts: Any) -> Complaint:
    said = {"heard_at": giving.now(), "told_at": giving.now()} | facts
    complaint: Complaint = Complaint.objects.create(
        provider="wechat", complaint_id=f"C-{number}", order_reference=reference, **said
    )
    return complaint


def test_complaints_of_others_hide_none_of_ones_own(client: Client) -> None:
    order = giving.order()
    for number in range(100):
        _complaint(number, f"LS-{number}")
    own = _complaint(100, order.reference)
    _reader(client, order.project.organisation, "王一")
    assert own.complaint_id in client.get("/console/payments/").content.decode()


def test_complaints_that_were_just_told_of_hold_no_other_up(
    wechat_at: str, provider: Provider
) -> None:
    assert wechat_at
    order = giving.order()
    said = {"total": order.amount_minor}
    provider.place(_named(order.reference) | {"amount": said}, "NATIVE")
    giving.settled(provider, order)
    complaint_notice(provider, order.reference, giving.now().timestamp())
    for number in range(100):
        _complaint(number, f"LS-{number}", heard_at=giving.now() - timedelta(days=1))
    late = Complaint.objects.create(
        provider="wechat",
        complaint_id=f"C-{order.reference}",
        heard_at=giving.now(),
        told_at=giving.now(),
    )
    follow_complaints(0)
    late.refresh_from_db()
    assert late.order_reference == order.reference


def _named(reference: str) -> dict[str, Any]:
    return {"mchid": "1900000109", "appid": "wxd678efh567hg6787", "out_trade_no": reference}


def test_a_complaint_that_is_not_the_providers_leaves_nothing(
    client: Client, provider: Provider, merchant: Any
) -> None:
    assert merchant
    headers, body = complaint_notice(provider, "LS-1", giving.now().timestamp())
    late = complaint_notice(provider, "LS-1", (giving.now() - timedelta(hours=1)).timestamp())
    for sent, status in (((headers, body + b" "), 401), (late, 401), (({}, body), 401)):
        answer = client.post(
            "/pay/wechat/complaint", sent[1], content_type="application/json", headers=sent[0]
        )
        assert answer.status_code == status
    long = client.post("/pay/wechat/complaint", b"x" * 70_000, content_type="application/json")
    assert long.status_code == 413
    assert not Complaint.objects.exists()
    assert _complain(client, provider, "LS-1").status_code == 200, "heard, though nobody answers"
    assert Complaint.objects.get().order_reference == ""
