"""Bills are fetched from the provider's own server, once, and what came late is asked for."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.payments.services import provider as wechat_pay
from liushui.reconciling.errors import BillsNotFetched
from liushui.reconciling.models import Difference, Match, Statement
from liushui.reconciling.services.clearing import ask_provider
from liushui.reconciling.services.fetching import fetch_bill, fetch_due
from tests.giving import builders as giving
from tests.reconciling.builders import TODAY, a_charity, at_bank, at_wechat

pytestmark = pytest.mark.django_db


@pytest.fixture
def answering(provider: Provider, merchant: Any) -> Iterator[Provider]:
    """The provider's own server."""
    server = server_for(Desk(provider, "", retries=()), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    merchant.LIUSHUI_WECHAT_API = f"http://127.0.0.1:{server.server_address[1]}"
    yield provider
    wechat_pay().end()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_payment_without_a_call_back_is_found_in_the_bill_and_booked(
    answering: Provider,
) -> None:
    staff = a_charity()
    yesterday = TODAY - timedelta(days=1)
    account = at_wechat(staff, since=yesterday)
    order = giving.order(staff.project, minor=31_00)
    said: dict[str, object] = {
        "mchid": MERCHANT_ID, "appid": APP_ID, "out_trade_no": order.reference,
        "amount": {"total": 31_00},
    }  # fmt: skip
    answering.place(said, "NATIVE")
    answering.pay(order.reference, at=giving.now() - timedelta(days=1), mode="never")
    assert fetch_due(at=giving.now()) == 2
    assert fetch_due(at=giving.now()) == 0
    one = Difference.objects.get(order=order)
    assert (one.kind, one.cause) == ("they_have", "late_call_back")
    assert ask_provider(staff.wang, one.pk, at=giving.now()).state == "cleared"
    order.refresh_from_db()
    assert order.state == "paid"
    assert Match.objects.get(line=one.line).payment == order.payments.get()
    both = Statement.objects.filter(account=account).order_by("id")
    assert [one.form for one in both] == ["wechat_bill", "wechat_funds"]
    assert {one.first_day for one in both} == {yesterday}
    matched = Match.objects.values_list("kind", "line__kind", "line__amount_minor")
    assert set(matched) == {
        ("payment", "payment", 31_00), ("billed", "flow_trade", 31_00), ("fee", "flow_fee", -18),
    }  # fmt: skip
    left = Difference.objects.exclude(state="cleared")
    assert set(left.values_list("kind", "theirs_minor")) == {("fee", 18)}


def test_a_banks_list_is_not_fetched_and_silence_harms_nobody(merchant: Any) -> None:
    merchant.LIUSHUI_WECHAT_API = "http://127.0.0.1:9"
    staff = a_charity()
    bank = at_bank(staff)
    with pytest.raises(BillsNotFetched):
        fetch_bill(staff.wang, bank.pk, TODAY, at=giving.now())
    at_wechat(staff, since=TODAY - timedelta(days=1))
    assert fetch_due(at=giving.now()) == 0
    assert not Statement.objects.exists()
