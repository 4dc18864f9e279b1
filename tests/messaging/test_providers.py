"""The text message providers: signed as they document, refused in words, and told when down."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from django.utils.timezone import now

from liushui.config.simulators.sms.server import Carrier, Server, server_for
from liushui.installation.declared import SettingWrong
from liushui.kernel.errors import DomainError
from liushui.messaging.channels import ChannelMissing, TextMessage, channel
from liushui.messaging.services import SignInCodes, send_trial
from liushui.messaging.settings_declared import require_interface, require_port
from liushui.messaging.sms import aliyun, tencent
from liushui.parties.services import PhoneUnreadable

pytestmark = pytest.mark.django_db
PHONE = "13800000001"
CODE = TextMessage("code", "123456", (("code", "123456"), ("minutes", "10")))
NOTICE = TextMessage("notice", "...", (("what", "拨付待审批"),))
TEMPLATES = {"aliyun": ("SMS_1", "SMS_2"), "tencent": ("1001", "1002")}


@pytest.fixture
def carrier() -> Iterator[tuple[Carrier, str]]:
    """A provider of either kind on this machine, and where it listens."""
    carrier = Carrier()
    server: Server = server_for(carrier, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield carrier, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def set_up(monkeypatch: pytest.MonkeyPatch, name: str, api: str, **change: str) -> None:
    code, notice = TEMPLATES[name]
    said = {
        "API": api, "KEY_ID": "LTAI-sim", "KEY_SECRET": "sim-secret", "SIGN_NAME": "流水",
        "TEMPLATE_CODE": code, "TEMPLATE_NOTICE": notice, "APP_ID": "1400000000", **change,
    }  # fmt: skip
    monkeypatch.setenv("LIUSHUI_SMS_PROVIDER", name)
    for part, value in said.items():
        monkeypatch.setenv(f"LIUSHUI_SMS_{name.upper()}_{part}", value)


def refused(phone: str = PHONE, message: TextMessage = CODE) -> DomainError:
    with pytest.raises(DomainError) as error:
        channel().send(phone=phone, message=message, at=now())
    return error.value


def test_our_signatures_are_those_that_the_providers_publish() -> None:
    """The worked examples of both providers' own documents."""
    query = aliyun.canonical_query(
        {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
         "RegionId": "cn-shanghai"}
    )  # fmt: skip
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    said = aliyun.authorization("YourAccessKeyId", "YourAccessKeySecret", query, headers)
    assert said.endswith("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")
    body = (
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    )
    signing = tencent.Signing("cvm.tencentcloudapi.com", "cvm", tencent.JSON, 1551113065)
    said = tencent.authorization("ID", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", body, signing)
    assert said.endswith("72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_a_code_and_a_notice_reach_the_phone(
    name: str, carrier: tuple[Carrier, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, name, carrier[1])
    SignInCodes().send_code(phone=PHONE, code="042857", minutes=10, purpose="sign_in", at=now())
    channel().send(phone=PHONE, message=NOTICE, at=now())
    send_trial(f"+86 {PHONE}", now())
    sent = [(one["phone"], one["values"]) for one in carrier[0].sent]
    assert sent == [(PHONE, ["042857", "10"]), (PHONE, ["拨付待审批"]), (PHONE, ["000000", "10"])]
    with pytest.raises(PhoneUnreadable):
        send_trial("no number", now())


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"KEY_SECRET": "other"}, "sms_refused"),
        ({"KEY_ID": "nobody"}, "sms_refused"),
        ({"SIGN_NAME": "别人"}, "sms_refused"),
        ({"TEMPLATE_CODE": "SMS_404"}, "sms_refused"),
        ({"KEY_SECRET": ""}, "sms_not_set_up"),
        ({"API": "http://127.0.0.1:9"}, "sms_silent"),
    ],
)
def test_what_is_set_up_wrongly_is_refused_by_name(
    name: str, change: dict[str, str], code: str, carrier: tuple[Carrier, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    set_up(monkeypatch, name, carrier[1], **change)
    error = refused()
    assert error.code == code
    assert PHONE not in str(error)
    assert not carrier[0].sent


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_a_provider_that_is_down_unpaid_or_has_had_enough_is_told_apart(
    name: str, carrier: tuple[Carrier, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, name, carrier[1])
    for mood, code in (("down", "sms_silent"), ("unpaid", "sms_refused")):
        carrier[0].mood = mood
        assert refused().code == code
    carrier[0].mood = ""
    assert refused(phone="12345").code == "sms_phone_refused"
    for _ in range(5):
        channel().send(phone=PHONE, message=CODE, at=now())
    assert (refused().code, refused().status) == ("sms_too_many", 429)


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_the_simulator_lets_no_stale_changed_or_unsigned_request_pass(
    name: str, carrier: tuple[Carrier, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, name, carrier[1])
    with pytest.raises(DomainError):
        channel().send(phone=PHONE, message=CODE, at=now() - timedelta(hours=1))
    kept: list[httpx.Request] = []

    def keep(request: httpx.Request) -> None:
        kept.append(request)

    with httpx.Client(trust_env=False, event_hooks={"request": [keep]}) as client:
        monkeypatch.setattr(
            httpx,
            "post",
            lambda url, content, headers, **_: client.post(url, content=content, headers=headers),
        )
        channel().send(phone=PHONE, message=CODE, at=now())
        first = kept[0]
        other = str(first.url).replace(PHONE, "13900000002")
        body = first.content.replace(PHONE.encode(), b"13900000002")
        headers = {**first.headers, "content-length": str(len(body))}
        changed = client.post(other, content=body, headers=headers)
        bare = client.post(other, content=body, headers={"x-acs-action": "SendSms"})
    assert "Signature" in json.dumps(changed.json())
    assert "OK" not in json.dumps(bare.json()).upper()
    assert [one["phone"] for one in carrier[0].sent] == [PHONE]


def test_without_a_choice_there_is_no_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIUSHUI_SMS_PROVIDER", raising=False)
    with pytest.raises(ChannelMissing):
        channel().require_ready()


def test_an_interface_without_https_is_not_kept() -> None:
    for wrong in ("http://sms.example.org", "ftp://x", "nothing"):
        with pytest.raises(SettingWrong):
            require_interface(wrong)
    for wrong in ("0", "65536", "x"):
        with pytest.raises(SettingWrong):
            require_port(wrong)
    require_interface("https://dysmsapi.aliyuncs.com")
