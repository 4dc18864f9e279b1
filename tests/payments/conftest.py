"""The provider's keys are made once for the whole run: RSA keys take their time."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liushui.config.simulators.alipay import Provider as Alipay
from liushui.config.simulators.alipay.provider import second_merchant as second_alipay
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.provider import second_merchant
from liushui.config.simulators.wechat_pay.server import Desk, server_for
from liushui.payments import services
from liushui.payments.provider import WECHAT
from liushui.payments.services.speaking import as_wechat
from tests.giving import builders as giving


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    """The simulated WeChat Pay, with a state folder of its own."""
    return Provider(Path(tmp_path_factory.mktemp("wechat_pay")))


@pytest.fixture
def merchant(provider: Provider, settings: Any) -> Any:
    """The site is the simulator's merchant; nobody listens until a test says where."""
    said = provider.environment("http://127.0.0.1:9")
    for name, value in said.items():
        setattr(settings, name, value)
    return settings


@pytest.fixture(scope="session")
def alipay_provider(tmp_path_factory: pytest.TempPathFactory) -> Alipay:
    """The simulated Alipay, with a state folder of its own."""
    return Alipay(Path(tmp_path_factory.mktemp("alipay")))


@pytest.fixture
def alipay_merchant(alipay_provider: Alipay, settings: Any) -> Any:
    """The site is the simulator's merchant; nobody listens until a test says where."""
    for name, value in alipay_provider.environment("http://127.0.0.1:9/gateway.do").items():
        setattr(settings, name, value)
    return settings


@pytest.fixture(scope="session")
def second(provider: Provider) -> Provider:
    """The second merchant at the same WeChat Pay."""
    return second_merchant(provider.keys.folder)


@pytest.fixture(scope="session")
def second_at_alipay(alipay_provider: Alipay) -> Alipay:
    return second_alipay(alipay_provider.keys.folder)


@pytest.fixture
def wechat_at(provider: Provider, second: Provider, settings: Any) -> Iterator[str]:
    """One WeChat Pay with both merchants; the settings name its address and no merchant."""
    desks = [Desk(one, retries=()) for one in (provider, second)]
    server = server_for(desks[0], 0, others=desks[1:])
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.LIUSHUI_WECHAT_API = f"http://127.0.0.1:{server.server_address[1]}"
    yield settings.LIUSHUI_WECHAT_API
    for account in services.tellers_of(WECHAT, at=giving.now())._recent:
        account.end()  # type: ignore[attr-defined]
    as_wechat.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()
