"""Every mood of the provider over real HTTP, from the press to the page that explains it."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import Client

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.provider import Mode
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.giving.models import GiftOrder, Payment, PaymentNotice
from liushui.giving.services import ask_about_waiting
from liushui.giving.states import GiftState, Outcome
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.payments.services import renew_certificates
from liushui.payments.services.merchant import provider as wechat_pay
from liushui.projects.services import close_project
from tests.giving import builders as giving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(provider: Provider, merchant: Any, live_server: Any) -> Iterator[str]:
    """The provider's own server, calling back to the site's own server."""
    server = server_for(Desk(provider, f"{live_server.url}/pay/wechat/notify", retries=()), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    merchant.LIUSHUI_WECHAT_API = f"http://127.0.0.1:{server.server_address[1]}"
    yield merchant.LIUSHUI_WECHAT_API
    wechat_pay().end()
    server.shutdown()
    thread.join()
    server.server_close()


def placed(client: Client) -> GiftOrder:
    form = {"amount": "100", "other": "", "display": "anonymous", "read": "on", "message": ""}
    answer = client.post(f"/give/{giving.project().number}/", form)
    return GiftOrder.objects.get(reference=answer.url.split("/")[2])


def press(desk: str, order: GiftOrder, mode: Mode) -> list[int]:
    answer = httpx.post(
        f"{desk}/_sim/orders/{order.reference}/pay", json={"mode": mode}, trust_env=False
    )
    return json.loads(answer.text)["statuses"]


def release(desk: str, order: GiftOrder) -> list[int]:
    answer = httpx.post(f"{desk}/_sim/orders/{order.reference}/release", trust_env=False)
    return json.loads(answer.text)["statuses"]


def booked(order: GiftOrder) -> int:
    sequence_all()
    return given_to(order.project.fund_id).amount


def outcomes() -> list[str]:
    return list(PaymentNotice.objects.order_by("id").values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("mode", "statuses", "kept"),
    [
        (Mode.AT_ONCE, [200], [Outcome.ACCEPTED]),
        (Mode.TWICE, [200, 200], [Outcome.ACCEPTED, Outcome.REPEATED]),
        (Mode.REPLAYED, [200, 200], [Outcome.ACCEPTED, Outcome.REPLAYED]),
        (Mode.REORDERED, [200], [Outcome.ACCEPTED]),
    ],
)
def test_a_gift_is_booked_once(
    client: Client, desk: str, mode: Mode, statuses: list[int], kept: list[str]
) -> None:
    order = placed(client)
    assert press(desk, order, mode) == statuses
    assert outcomes() == kept
    assert booked(order) == order.amount_minor
    assert client.get(f"/gifts/{order.reference}/pay").url.endswith("/thanks")


@pytest.mark.parametrize(
    ("mode", "status", "kept"),
    [
        (Mode.FORGED, 401, Outcome.FORGED),
        (Mode.EXPIRED_CERTIFICATE, 401, Outcome.CERTIFICATE_EXPIRED),
        (Mode.ROTATED, 401, Outcome.UNKNOWN_CERTIFICATE),
        (Mode.SKEWED, 401, Outcome.STALE),
        (Mode.TRUNCATED, 401, Outcome.FORGED),
        (Mode.WRONG_AMOUNT, 422, Outcome.AMOUNT_DIFFERS),
    ],
)
def test_a_bad_call_back_moves_nothing(
    client: Client, desk: str, mode: Mode, status: int, kept: str
) -> None:
    order = placed(client)
    assert press(desk, order, mode) == [status]
    assert outcomes() == [kept]
    assert booked(order) == 0
    assert GiftOrder.objects.get().state == GiftState.PLACED


def test_a_wrong_amount_stays_unbooked_and_is_explained(client: Client, desk: str) -> None:
    order = placed(client)
    press(desk, order, Mode.WRONG_AMOUNT)
    page = client.get(f"/gifts/{order.reference}/pay").content.decode()
    assert "is-stop" in page
    assert booked(order) == 0
    assert not Payment.objects.exists()


def test_after_a_forged_or_missing_call_back_our_question_finds_the_payment(
    client: Client, desk: str
) -> None:
    for mode in (Mode.FORGED, Mode.NEVER):
        order = placed(client)
        press(desk, order, mode)
        assert client.get(f"/gifts/{order.reference}/pay").url.endswith("/thanks")
        assert booked(order) == order.amount_minor


def test_what_the_next_certificate_signs_is_taken_once_it_was_fetched(
    client: Client, desk: str
) -> None:
    order = placed(client)
    assert press(desk, order, Mode.ROTATED) == [401]
    assert renew_certificates(at=giving.now()) == 2
    assert release(desk, order) == [200]
    assert outcomes() == [Outcome.UNKNOWN_CERTIFICATE, Outcome.ACCEPTED]
    assert booked(order) == order.amount_minor


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_while_clocks_differ_a_paid_order_is_neither_found_nor_closed(
    client: Client, desk: str, seconds: int
) -> None:
    order = placed(client)
    press(desk, order, Mode.NEVER)
    GiftOrder.objects.update(created_at=giving.now() - timedelta(hours=3))
    for skew, state, minute in ((seconds, GiftState.PLACED, 0), (0, GiftState.PAID, 4)):
        now = int(giving.now().timestamp()) + skew
        httpx.post(f"{desk}/_sim/clock", json={"now": now}, trust_env=False)
        ask_about_waiting(at=giving.now() + timedelta(minutes=minute))
        order.refresh_from_db()
        assert order.state == state
    assert booked(order) == order.amount_minor


def test_a_late_call_back_books_when_it_comes(client: Client, desk: str) -> None:
    order = placed(client)
    assert press(desk, order, Mode.LATE) == []
    assert booked(order) == 0
    assert release(desk, order) == [200]
    assert booked(order) == order.amount_minor


def test_a_project_that_closed_before_the_call_back(client: Client, desk: str) -> None:
    order = placed(client)
    press(desk, order, Mode.LATE)
    close_project(giving.SETUP, order.project.number, at=giving.now())
    assert release(desk, order) == [200]
    assert booked(order) == 0
    assert "is-mind" in client.get(f"/gifts/{order.reference}/thanks").content.decode()
