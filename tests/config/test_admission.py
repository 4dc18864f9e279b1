"""Under overload, search, charts and feeds wait first, then new orders; a call-back never does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from liushui.config.admission import (
    FIRST,
    FIRST_MODULES,
    ORDERS,
    AdmissionMiddleware,
    Load,
    Patience,
    patience_of,
)
from liushui.config.role_table import MODULES, role_table

CALL_BACK, SEARCH, ORDER = "/pay/wechat/notify", "/projects/?q=x", "/give/P2026001/"


def test_every_named_page_stands_in_the_role_table():
    assert set(role_table()) >= FIRST | ORDERS
    assert set(MODULES) >= FIRST_MODULES


def test_no_call_back_and_no_page_of_a_payment_is_ever_shed():
    never = {name for name in role_table() if patience_of(name) is Patience.NEVER}
    assert {name for name in role_table() if "notify" in name} <= never
    assert {"giving:pay", "giving:thanks", "giving:certificate", "config:readyz"} <= never


def test_a_process_with_threads_at_rest_sheds_nothing():
    load = Load(4, (0.5, 2.0))
    for moment in range(100):
        load.enter(1000.0 + moment)
        assert not load.sheds(Patience.FIRST, 1000.0 + moment)
        load.leave()


def test_first_go_search_and_charts_then_new_orders():
    load = Load(4, (0.5, 2.0))
    for _ in range(4):
        load.enter(1000.0)
    for moment, first, orders in ((1000.4, 0, 0), (1000.6, 1, 0), (1002.1, 1, 1)):
        load.enter(moment)
        assert load.sheds(Patience.FIRST, moment) == bool(first)
        assert load.sheds(Patience.ORDERS, moment) == bool(orders)
        assert not load.sheds(Patience.NEVER, moment)
        load.leave()
    for _ in range(4):
        load.leave()
    load.enter(1003.0)
    assert not load.sheds(Patience.FIRST, 1003.0)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "请在 10 秒后"), ("en", "10 seconds")])
@pytest.mark.django_db
def test_a_page_that_waits_says_so_in_the_reader_s_language(
    settings: Any, language: str, said: str
) -> None:
    settings.WEB_THREADS, settings.SHED_AFTER_SECONDS = 3, (0.0, 3600.0)
    here, go = threading.Barrier(4, timeout=10), threading.Event()

    def answer(request: HttpRequest) -> HttpResponse:
        if request.headers.get("Slow"):
            here.wait()
            go.wait(30)
        return HttpResponse("served")

    middleware = AdmissionMiddleware(answer)
    ask = RequestFactory()
    with ThreadPoolExecutor(3) as crowd:
        slow = [
            crowd.submit(middleware, ask.post(CALL_BACK, headers={"Slow": "1"})) for _ in range(3)
        ]
        here.wait()
        with translation.override(language):
            shed, placed, called = (
                middleware(ask.get(SEARCH)),
                middleware(ask.get(ORDER)),
                middleware(ask.post(CALL_BACK)),
            )  # fmt: skip
        go.set()
        assert [one.result().status_code for one in slow] == [200, 200, 200]
    assert (shed.status_code, shed["Retry-After"]) == (503, "10")
    assert said in shed.content.decode().replace("\xa0", " ")
    assert [placed.status_code, called.status_code] == [200, 200]


@pytest.mark.parametrize(
    ("name", "patience"),
    [
        ("appeals:list", "first"), ("compliance:board", "first"), ("insight:flows", "first"),
        ("recurring:begin", "orders"), ("giving:give", "orders"), ("giving:thanks", "never"),
        ("recurring:notify", "never"), ("accounts:sign-in", "never"),
    ],
)  # fmt: skip
def test_lists_go_before_new_orders_and_nothing_that_is_under_way_goes(name, patience):
    assert patience_of(name).value == patience
