"""What the oracle itself asks of WeChat Pay, taken by the simulator and verified by the oracle."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.type import RequestType

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID
from liushui.config.simulators.wechat_pay.office import payer_of
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.kernel.clock import day_of
from tests.payments.wechat_flows import MINOR, NOWHERE, Scene
from tests.payments.wechat_oracle import oracle_at

MORNING = datetime(2026, 7, 18, 2, 0, tzinfo=UTC).timestamp()  # ten o'clock in China


@pytest.fixture(scope="module")
def running(provider: Provider) -> Iterator[Scene]:
    desk = Desk(provider, retries=())
    server = server_for(desk, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Scene(provider, desk, f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def scene(running: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The oracle signs with the machine's time: this one morning, on both sides."""
    monkeypatch.setattr(time, "time", lambda: MORNING)
    running.desk.skew_seconds = 0
    yield running
    while running.clients:
        running.clients.pop().end()


@pytest.fixture
def oracle(scene: Scene, tmp_path: Path) -> WeChatPay:
    return oracle_at(scene.provider, scene.address, tmp_path)


def _said(answer: tuple[int, Any]) -> Any:
    status, text = answer
    assert status in (200, 204), text
    return json.loads(text) if text else {}


def _amount() -> dict[str, object]:
    return {"total": MINOR, "currency": "CNY"}


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (WeChatPayType.NATIVE, "code_url"),
        (WeChatPayType.H5, "h5_url"),
        (WeChatPayType.JSAPI, "prepay_id"),
    ],
    ids=lambda one: getattr(one, "name", None),
)
def test_an_order_is_placed_found_and_closed(
    scene: Scene, oracle: WeChatPay, kind: WeChatPayType, named: str
) -> None:
    reference = scene.reference()
    placed = oracle.pay(
        "山路校车",
        reference,
        _amount(),
        payer={"openid": payer_of(scene.provider)},
        scene_info={"payer_client_ip": "127.0.0.1", "h5_info": {"type": "Wap"}},
        pay_type=kind,
    )
    assert _said(placed)[named]
    assert _said(oracle.query(out_trade_no=reference))["trade_state"] == "NOTPAY"
    ours = scene.client().transaction_of(reference, at=scene.now())
    assert (ours.amount_minor, ours.is_paid) == (MINOR, False)
    assert _said(oracle.close(reference)) == {}
    assert _said(oracle.query(out_trade_no=reference))["trade_state"] == "CLOSED"


@pytest.mark.parametrize("minor", [MINOR, 20_00])
def test_money_goes_back_and_is_asked_after(scene: Scene, oracle: WeChatPay, minor: int) -> None:
    order = scene.paid()
    asked = {"refund": minor, "total": MINOR, "currency": "CNY"}
    key = f"R-{order.reference}"
    sent = _said(oracle.refund(key, asked, transaction_id=order.transaction_id, reason="捐赠退回"))
    found = _said(oracle.query_refund(key))
    assert (sent["status"], found["status"]) == ("PROCESSING", "SUCCESS")
    ours = scene.client().refund_of(key, order.reference, at=scene.now())
    assert (ours.amount_minor, ours.refund_id) == (minor, found["refund_id"])


@pytest.mark.parametrize("tar_type", ["GZIP", ""])
@pytest.mark.parametrize("kind", ["trade_bill", "fundflow_bill"])
def test_a_bill_is_named_and_fetched(
    scene: Scene, oracle: WeChatPay, kind: str, tar_type: str
) -> None:
    paid = scene.paid(days=1)
    day = day_of(scene.now() - timedelta(days=1)).isoformat()
    ask: Callable[..., tuple[int, Any]] = getattr(oracle, kind)
    where = _said(ask(day, tar_type=tar_type))
    status, content = oracle.download_bill(where["download_url"])
    text = gzip.decompress(content) if tar_type else content
    assert status == 200
    assert sha1(text, usedforsecurity=False).hexdigest() == where["hash_value"]
    assert paid.transaction_id in text.decode("utf-8-sig")


def test_the_certificates_are_fetched_and_opened(scene: Scene, oracle: WeChatPay) -> None:
    oracle._core._update_certificates()
    keys = scene.provider.keys
    known = {f"{one.serial_number:X}" for one in oracle._core._certificates}
    assert known == {keys.platform.serial, keys.following.serial}


def test_a_complaint_is_read(scene: Scene, oracle: WeChatPay) -> None:
    order = scene.paid()
    said = _said(oracle.complaint_detail_query(f"C-{order.reference}"))
    assert said["complaint_order_info"][0]["transaction_id"] == order.transaction_id


def test_an_agreement_is_signed_warned_of_charged_and_ended(
    scene: Scene, oracle: WeChatPay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oracle has no verb for agreements: its general signed request carries them."""

    def ask(path: str, said: dict[str, object] | None = None) -> Any:
        method = RequestType.POST if said is not None else RequestType.GET
        return _said(oracle._core.request(f"/v3/papay/{path}", method=method, data=said))

    code = f"MSDK{scene.reference()[13:20]}"
    planned = f"sign/contracts/plan-id/{PLAN_ID}/out-contract-code/{code}"
    begun = {
        "appid": APP_ID,
        "plan_id": int(PLAN_ID),
        "out_contract_code": code,
        "contract_display_account": "山路校车",
        "contract_notify_url": NOWHERE,
    }
    assert ask("sign/contracts/pre-entrust-sign", begun)["redirect_url"]
    scene.desk.contracts.move(code, "sign", "")
    contract_id = ask(planned)["contract_id"]
    warning = {
        "mchid": MERCHANT_ID,
        "appid": APP_ID,
        "deduct_duration": {"count": 7, "unit": "DAY"},
        "estimated_amount": {"amount": MINOR, "currency": "CNY"},
    }
    ask(f"contracts/{contract_id}/notify", warning)
    monkeypatch.setattr(time, "time", lambda: MORNING + timedelta(days=2).total_seconds())
    reference = scene.reference()
    charge = {
        "appid": APP_ID,
        "out_trade_no": reference,
        "description": "山路校车",
        "transaction_notify_url": NOWHERE,
        "contract_id": contract_id,
        "amount": _amount(),
    }
    ask("pay/transactions/apply", charge)
    assert scene.client().transaction_of(reference, at=scene.now()).is_paid
    ask(f"{planned}/terminate", {"contract_termination_remark": "捐赠人结束定期捐赠"})
    assert ask(planned)["contract_state"] == "TERMINATED"
