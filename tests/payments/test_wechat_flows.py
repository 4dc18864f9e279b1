"""Each call to WeChat Pay, held against the simulator over HTTP and the oracle, in every mood."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from wechatpayv3.utils import rsa_verify

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import Signer, fresh_key
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.kernel.clock import CHINA
from liushui.payments.provider import ProviderSilent, Unrecognised
from tests.payments.wechat_flows import FLOWS, MINOR, Flow, Scene, refund_order
from tests.payments.wechat_oracle import oracle_at
from tests.payments.wire import Answer, altered, cut

_SIGNED = "wechatpay-signature"
_FORGERS = fresh_key()
_PART = re.compile(r'(\w+)="([^"]*)"')


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
def scene(running: Scene) -> Iterator[Scene]:
    """The provider at ten in the morning: it wakes no payer at night."""
    real = datetime.fromtimestamp(time.time(), UTC)
    morning = real.astimezone(CHINA).replace(hour=10, minute=0)
    running.desk.skew_seconds = (morning - real).total_seconds()
    yield running
    while running.clients:
        running.clients.pop().end()


def _is_signed_by_us(request: httpx.Request, provider: Provider) -> bool:
    """Whether the oracle verifies what we say of ourselves."""
    said = dict(_PART.findall(request.headers["authorization"]))
    head = f"{request.method}\n{request.url.raw_path.decode()}\n{said['timestamp']}"
    public = provider.keys.merchant.key.public_key()
    body = request.content.decode()
    return bool(rsa_verify(head, said["nonce_str"], body, said["signature"], public))


@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_each_request_and_each_answer_is_verified_by_the_oracle(
    scene: Scene, flow: Flow, tmp_path: Path
) -> None:
    theirs, ours = oracle_at(scene.provider, scene.address, tmp_path), scene.client()
    call = flow.prepare(scene)
    first = call(ours, scene.now())
    assert call(ours, scene.now()) == first, "asked twice, it is the same"
    seen = scene.wire(ours).seen
    assert len(seen) > 1
    for request, answer in seen:
        assert _is_signed_by_us(request, scene.provider)
        if _SIGNED in answer.headers:
            assert theirs._core._verify_signature(answer.headers, answer.body.decode())
    assert any(_SIGNED in answer.headers for _, answer in seen)


# -- the provider's answers in every mood ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mood:
    """How an answer is changed on its way; ``believed``: whether it still is the provider's."""

    name: str
    change: Callable[[Scene, Answer], Answer]
    known: str = "platform expired"
    believed: bool = False
    needs_body: bool = False

    def __str__(self) -> str:
        return self.name


def _resigned(by: str = "platform", seconds: float = 0) -> Callable[[Scene, Answer], Answer]:
    def change(scene: Scene, answer: Answer) -> Answer:
        if _SIGNED not in answer.headers:
            return answer
        signer: Signer = getattr(scene.provider.keys, by)
        return _signed(scene, answer, signer, seconds)

    return change


def _signed(scene: Scene, answer: Answer, by: Signer, seconds: float = 0) -> Answer:
    at = scene.now().timestamp() + seconds
    fresh = scene.provider.signed(answer.body, at=at, by=by).headers
    return replace(answer, headers=answer.headers | {n.lower(): v for n, v in fresh.items()})


def _forged(scene: Scene, answer: Answer) -> Answer:
    forger = Signer(_FORGERS, scene.provider.keys.platform.certificate)
    return _signed(scene, answer, forger) if _SIGNED in answer.headers else answer


def _unsigned(scene: Scene, answer: Answer) -> Answer:
    del scene
    kept = {name: text for name, text in answer.headers.items() if "wechatpay" not in name}
    return replace(answer, headers=kept)


def _changed(scene: Scene, answer: Answer) -> Answer:
    del scene
    return replace(answer, body=altered(answer.body))


def _reordered(scene: Scene, answer: Answer) -> Answer:
    del scene
    if _SIGNED not in answer.headers:
        return answer
    said = dict(reversed(json.loads(answer.body).items()))
    return replace(answer, body=json.dumps(said, ensure_ascii=False, indent=1).encode())


def _reordered_and_signed(scene: Scene, answer: Answer) -> Answer:
    return _resigned()(scene, _reordered(scene, answer))


MOODS = (
    Mood("a-clock-ahead", _resigned(seconds=302)),
    Mood("a-clock-behind", _resigned(seconds=-302)),
    Mood("a-clock-a-little-ahead", _resigned(seconds=298), believed=True),
    Mood("a-clock-a-little-behind", _resigned(seconds=-298), believed=True),
    Mood("the-next-certificate-unknown", _resigned("following")),
    Mood("the-next-certificate", _resigned("following"), "platform following", believed=True),
    Mood("an-expired-certificate", _resigned("expired")),
    Mood("forged", _forged),
    Mood("unsigned", _unsigned),
    Mood("changed", _changed, needs_body=True),
    Mood("truncated", lambda _, answer: cut(answer), needs_body=True),
    Mood("re-ordered", _reordered, needs_body=True),
    Mood("re-ordered-and-signed", _reordered_and_signed, believed=True, needs_body=True),
)
# The answer that brings certificates may be signed by one that it brings, sealed with our own key.
_BRINGS_ITS_OWN = ("certificates", "the-next-certificate-unknown")
PAIRS = [
    pytest.param(flow, mood, id=f"{flow}-{mood}")
    for flow in FLOWS
    for mood in MOODS
    if flow.has_body or not mood.needs_body
]


@pytest.mark.parametrize(("flow", "mood"), PAIRS)
def test_an_answer_counts_only_as_the_provider_made_it(
    scene: Scene, flow: Flow, mood: Mood
) -> None:
    call = flow.prepare(scene)
    ours = scene.client(known=mood.known, change=lambda answer: mood.change(scene, answer))
    if mood.believed or (flow.name, mood.name) == _BRINGS_ITS_OWN:
        told = call(ours, scene.now())
        assert told == call(scene.client(), scene.now())
        return
    with pytest.raises(ProviderSilent):
        call(ours, scene.now())
    told = call(scene.client(), scene.now())
    assert told == call(scene.client(), scene.now()), "what was done meanwhile is done once"


@pytest.mark.parametrize("minor", [MINOR - 1, MINOR + 1])
def test_a_refund_of_another_sum_than_was_asked_for_is_no_answer(scene: Scene, minor: int) -> None:
    def change(answer: Answer) -> Answer:
        body = answer.body.replace(f'"refund": {MINOR}'.encode(), f'"refund": {minor}'.encode())
        assert body != answer.body
        return _resigned()(scene, replace(answer, body=body))

    asked = refund_order(scene.paid(), MINOR)
    with pytest.raises(ProviderSilent):
        scene.client(change=change).refund(asked, at=scene.now())
    assert scene.client().refund(asked, at=scene.now()).amount_minor == MINOR


@pytest.mark.parametrize("seconds", [-302, -298, 298, 302])
@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_our_own_clock_may_be_wrong_by_five_minutes_and_no_more(
    scene: Scene, flow: Flow, seconds: int
) -> None:
    """Beyond that the provider reads no request: nothing was decided, so nothing was declined."""
    call = flow.prepare(scene)
    at = scene.now() + timedelta(seconds=seconds)
    if abs(seconds) < 300:
        call(scene.client(), at)
        return
    with pytest.raises(Unrecognised) as unread:
        call(scene.client(), at)
    assert unread.value.facts == {"reason": "SIGN_ERROR"}
