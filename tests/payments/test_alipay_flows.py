"""Each call to Alipay, held against the simulator over HTTP and the oracle, in every mood."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.agreements import SCENE, Agreements, notice_of
from liushui.config.simulators.alipay.keys import fresh_key
from liushui.config.simulators.alipay.provider import said_at
from liushui.config.simulators.alipay.server import Desk, server_for
from liushui.kernel.clock import CHINA, day_of
from liushui.payments.alipay.client import ON_DEMAND, Alipay
from liushui.payments.alipay.mandates import AlipayMandates
from liushui.payments.provider import BillKind, ProviderSilent, Unrecognised, Untrusted
from liushui.payments.states import Way
from tests.payments.alipay_flows import FLOWS, MINOR, NOWHERE, Flow, Scene, refund_order, wanted
from tests.payments.alipay_oracle import AliPay, oracle
from tests.payments.wire import Answer, altered, cut

_FORGERS = fresh_key()


@pytest.fixture(scope="module")
def running(alipay_provider: Provider) -> Iterator[Scene]:
    desk = Desk(alipay_provider, retries=())
    server = server_for(desk, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Scene(alipay_provider, desk, f"http://127.0.0.1:{server.server_address[1]}/gateway.do")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def scene(running: Scene) -> Iterator[Scene]:
    """The provider at ten in the morning: no day ends while a test looks."""
    real = datetime.fromtimestamp(time.time(), UTC)
    morning = real.astimezone(CHINA).replace(hour=10, minute=0)
    running.desk.skew_seconds = (morning - real).total_seconds()
    yield running
    while running.clients:
        running.clients.pop().end()


@pytest.fixture
def theirs(scene: Scene) -> AliPay:
    """The oracle as the simulator's merchant, led to it."""
    made = oracle(scene.provider.keys.app, scene.provider.keys.platform)
    made._gateway = scene.gateway
    return made


def _is_the_oracles(query: str, theirs: AliPay) -> bool:
    """Whether our request is to the byte what the oracle makes of its fields."""
    fields = dict(parse_qsl(query))
    bare = {name: text for name, text in fields.items() if name != "sign"}
    return dict(parse_qsl(theirs.sign_data(bare))) == fields


def _node(answer: Answer) -> str:
    said = json.loads(answer.body)
    return next(name for name in said if name.endswith("_response"))


def _is_signed(answer: Answer) -> bool:
    return "json" in answer.headers["content-type"]


@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_each_request_and_each_answer_is_verified_by_the_oracle(
    scene: Scene, theirs: AliPay, flow: Flow
) -> None:
    ours, call = scene.client(), flow.prepare(scene)
    first = call(ours, scene.now())
    assert call(ours, scene.now()) == first, "asked twice, it is the same"
    seen = scene.wire(ours).seen
    signed = [(request, answer) for request, answer in seen if _is_signed(answer)]
    assert len(signed) > 1
    for request, answer in signed:
        assert _is_the_oracles(request.content.decode(), theirs)
        node = _node(answer)
        read = theirs._verify_and_return_sync_response(answer.body.decode(), node)
        assert read == json.loads(answer.body)[node]


def _page(ours: Alipay, scene: Scene, way: Way) -> str:
    return ours.link(ON_DEMAND, scene.order(), way, back=NOWHERE, at=scene.now())


PAGES: dict[str, tuple[Callable[[Alipay, Scene], str], str]] = {
    "page": (lambda ours, scene: _page(ours, scene, Way.ALIPAY_PAGE), "66.60 元"),
    "wap": (lambda ours, scene: _page(ours, scene, Way.ALIPAY_WAP), "66.60 元"),
    "agreement-sign": (
        lambda ours, scene: AlipayMandates(ours, SCENE).sign(
            wanted(scene.code(), scene.now()), at=scene.now()
        ),
        "待签约",
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_to_the_byte_the_oracles_and_opens_while_it_is_fresh(
    scene: Scene, theirs: AliPay, page: str
) -> None:
    make, shown = PAGES[page]
    query = make(scene.client(), scene).partition("?")[2]
    assert _is_the_oracles(query, theirs)
    assert shown in scene.open_page(query)
    for wrong in (query[: len(query) // 2], query.replace("66.60", "6.60"), f"{query}&version=1.0"):
        assert shown not in scene.open_page(wrong)
    reordered = "&".join(reversed(query.split("&")))
    assert shown in scene.open_page(reordered)
    scene.desk.skew_seconds += 700
    assert "isv.invalid-timestamp" in scene.open_page(query)


# -- what the oracle itself asks -------------------------------------------------------------------


def _asked(theirs: AliPay, scene: Scene, method: str, content: dict[str, Any], **more: str) -> Any:
    at = said_at(scene.desk.now())
    return theirs.server_api(f"alipay.{method}", content, timestamp=at, **more)


@pytest.mark.parametrize("minor", [MINOR, 20_00])
def test_the_oracles_own_calls_are_taken(scene: Scene, theirs: AliPay, minor: int) -> None:
    order = {"out_trade_no": scene.reference(), "total_amount": "66.60", "subject": "山路校车"}
    named = {"out_trade_no": order["out_trade_no"]}
    assert _asked(theirs, scene, "trade.precreate", order, notify_url=NOWHERE)["qr_code"]
    assert _asked(theirs, scene, "trade.query", named)["trade_status"] == "WAIT_BUYER_PAY"
    assert _asked(theirs, scene, "trade.close", named)["code"] == "10000"
    paid = scene.paid()
    asked = {
        "out_trade_no": paid.reference,
        "refund_amount": f"{minor // 100}.{minor % 100:02d}",
        "out_request_no": f"R-{paid.reference}",
    }
    assert _asked(theirs, scene, "trade.refund", asked)["fund_change"] == "Y"
    found = _asked(theirs, scene, "trade.fastpay.refund.query", asked)
    assert found["refund_amount"] == asked["refund_amount"]
    ours = scene.client().refund_of(f"R-{paid.reference}", paid.reference, at=scene.now())
    assert ours.amount_minor == minor
    scene.paid(days=1)
    day = day_of(scene.now() - timedelta(days=1)).isoformat()
    bill = {"bill_type": "trade", "bill_date": day}
    where = _asked(theirs, scene, "data.dataservice.bill.downloadurl.query", bill)
    assert where["bill_download_url"].startswith("http://127.0.0.1")


def test_an_agreement_of_the_oracles_is_signed_planned_charged_and_ended(
    scene: Scene, theirs: AliPay
) -> None:
    """The oracle has no verb for agreements: its general signed request carries them."""
    code, day = scene.code(), day_of(scene.now())
    planned = day.replace(day=min(day.day, 28)).isoformat()
    rule = {"period_type": "MONTH", "period": 1, "execute_time": planned, "single_amount": "66.60"}
    begun = {
        "product_code": "GENERAL_WITHHOLDING",
        "personal_product_code": "CYCLE_PAY_AUTH_P",
        "sign_scene": SCENE,
        "external_agreement_no": code,
        "period_rule_params": rule,
    }
    at = said_at(scene.desk.now())
    page = theirs.client_api("alipay.user.agreement.page.sign", begun, timestamp=at)
    assert "待签约" in scene.open_page(page)
    scene.desk.agreements.move(code, "sign", "")
    named = {"external_agreement_no": code}
    number = _asked(theirs, scene, "user.agreement.query", named)["agreement_no"]
    plan = {"agreement_no": number, "deduct_time": planned, "memo": "捐赠人选定的日子"}
    assert _asked(theirs, scene, "user.agreement.executionplan.modify", plan)["code"] == "10000"
    charge = {
        "out_trade_no": scene.reference(),
        "total_amount": "66.60",
        "subject": "山路校车",
        "product_code": "GENERAL_WITHHOLDING",
        "agreement_params": {"agreement_no": number},
    }
    taken = _asked(theirs, scene, "trade.pay", charge, notify_url=NOWHERE)
    assert taken["total_amount"] == "66.60"
    ours = scene.client().transaction_of(str(charge["out_trade_no"]), at=scene.now())
    assert (ours.is_paid, ours.transaction_id) == (True, taken["trade_no"])
    _asked(theirs, scene, "user.agreement.unsign", {"agreement_no": number})
    assert _asked(theirs, scene, "user.agreement.query", named)["status"] == "STOP"


# -- the provider's answers in every mood ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mood:
    """How an answer is changed on its way; ``believed``: whether it still is the provider's."""

    name: str
    change: Callable[[Scene, Answer], Answer]
    known: str = "platform"
    believed: bool = False

    def __str__(self) -> str:
        return self.name


def _resigned(scene: Scene, answer: Answer, key: RSAPrivateKey) -> Answer:
    if not _is_signed(answer):
        return answer
    node = _node(answer)
    text = scene.provider.answer(node, json.loads(answer.body)[node], key)
    return replace(answer, body=text.encode())


def _next_key(scene: Scene, answer: Answer) -> Answer:
    return _resigned(scene, answer, scene.provider.keys.following)


def _inside(answer: Answer, change: Callable[[bytes], bytes]) -> Answer:
    """The content changed, the signature as it was."""
    if not _is_signed(answer):
        return answer
    head, mark, sign = answer.body.rpartition(b',"sign"')
    return replace(answer, body=change(head) + mark + sign)


def _reordered(scene: Scene, answer: Answer) -> Answer:
    del scene
    if not _is_signed(answer):
        return answer
    said = json.loads(answer.body)
    node = _node(answer)
    said[node] = dict(reversed(said[node].items()))
    return replace(answer, body=json.dumps(said, ensure_ascii=False).encode())


def _sign_first(scene: Scene, answer: Answer) -> Answer:
    """Nobody signed the order of the envelope: what stands in it is what was signed."""
    del scene
    if not _is_signed(answer):
        return answer
    head, _, sign = answer.body.rpartition(b',"sign"')
    return replace(answer, body=b'{"sign"' + sign[:-1] + b"," + head[1:] + b"}")


def _of_another_question(scene: Scene, answer: Answer) -> Answer:
    if not _is_signed(answer):
        return answer
    text = scene.provider.answer("alipay_trade_cancel_response", {"code": "10000"})
    return replace(answer, body=text.encode())


MOODS = (
    Mood("the-next-key-unknown", _next_key),
    Mood("the-next-key", _next_key, "platform following", believed=True),
    Mood("forged", lambda scene, answer: _resigned(scene, answer, _FORGERS)),
    Mood("changed", lambda _, answer: _inside(answer, altered)),
    Mood("truncated", lambda _, answer: cut(answer)),
    Mood("re-ordered", _reordered),
    Mood("re-ordered-outside", _sign_first, believed=True),
    Mood(
        "re-ordered-and-signed",
        lambda scene, answer: _resigned(
            scene, _reordered(scene, answer), scene.provider.keys.platform
        ),
        believed=True,
    ),
    Mood("of-another-question", _of_another_question),
)


@pytest.mark.parametrize("mood", MOODS, ids=str)
@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_an_answer_counts_only_as_the_provider_made_it(
    scene: Scene, flow: Flow, mood: Mood
) -> None:
    call = flow.prepare(scene)
    ours = scene.client(known=mood.known, change=lambda answer: mood.change(scene, answer))
    if mood.believed:
        told = call(ours, scene.now())
        assert told == call(scene.client(), scene.now())
        return
    with pytest.raises(ProviderSilent):
        call(ours, scene.now())
    told = call(scene.client(), scene.now())
    assert told == call(scene.client(), scene.now()), "what was done meanwhile is done once"


@pytest.mark.parametrize("told", ["66.59", "0.01"])
def test_a_refund_of_another_sum_than_was_asked_for_is_no_answer(scene: Scene, told: str) -> None:
    def change(answer: Answer) -> Answer:
        body = answer.body.replace(b"66.60", told.encode())
        assert body != answer.body
        return _resigned(scene, replace(answer, body=body), scene.provider.keys.platform)

    asked = refund_order(scene.paid(), MINOR)
    for _again in range(2):  # at once, and by what it says of it afterwards
        with pytest.raises(ProviderSilent):
            scene.client(change=change).refund(asked, at=scene.now())
    assert scene.client().refund(asked, at=scene.now()).amount_minor == MINOR


def test_an_archive_that_was_cut_off_is_no_bill(scene: Scene) -> None:
    scene.paid(days=1)
    day = day_of(scene.now() - timedelta(days=1))
    ours = scene.client(change=lambda answer: answer if _is_signed(answer) else cut(answer))
    with pytest.raises(ProviderSilent):
        ours.bill(day, BillKind.TRADE, at=scene.now())
    assert scene.client().bill(day, BillKind.TRADE, at=scene.now()).content


@pytest.mark.parametrize("seconds", [-604, -596, 596, 604])
@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_our_own_clock_may_be_wrong_by_ten_minutes_and_no_more(
    scene: Scene, flow: Flow, seconds: int
) -> None:
    """Beyond that the provider reads no request: nothing was decided, so nothing was declined."""
    call = flow.prepare(scene)
    at = scene.now() + timedelta(seconds=seconds)
    if abs(seconds) < 600:
        call(scene.client(), at)
        return
    with pytest.raises(Unrecognised) as unread:
        call(scene.client(), at)
    assert unread.value.facts == {"reason": "isv.invalid-timestamp"}


# -- a notice about an agreement -------------------------------------------------------------------


def test_a_notice_about_an_agreement_is_the_oracles_and_counts_only_unchanged(
    scene: Scene, theirs: AliPay
) -> None:
    word = scene.agreed()
    known = Agreements(scene.provider).known(word.code)
    body = notice_of(scene.provider, known, at=time.time())
    pairs = parse_qsl(body.decode())
    fields = dict(pairs)
    sign = fields.pop("sign")
    assert theirs.verify(fields, sign)
    both = AlipayMandates(scene.client(known="platform following"), SCENE)
    at = datetime.fromtimestamp(time.time(), UTC)
    turned = b"&".join(reversed(body.split(b"&")))
    for same, moment in ((body, at), (turned, at), (body, at + timedelta(days=2))):
        assert both.named_in({}, same, at=moment) == word.code
    signed_next = oracle(scene.provider.keys.following, scene.provider.keys.app)
    bare = {name: text for name, text in fields.items() if name != "sign_type"}
    rotated = f"{signed_next.sign_data(bare)}&sign_type=RSA2".encode()
    assert both.named_in({}, rotated, at=at) == word.code
    one = AlipayMandates(scene.client(), SCENE)
    for wrong in (
        rotated,
        body[: len(body) // 2],
        body.replace(word.code.encode(), b"M0THERA1"),
        body + b"&external_agreement_no=M0THERA1",
        altered(body.partition(b"&sign=")[0]) + b"&sign=" + body.partition(b"&sign=")[2],
    ):
        with pytest.raises(Untrusted, match="forged"):
            one.named_in({}, wrong, at=at)
