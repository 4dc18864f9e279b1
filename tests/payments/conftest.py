"""The provider's keys are made once for the whole run: RSA keys take their time."""

from pathlib import Path
from typing import Any

import pytest

from liushui.config.simulators.alipay import Provider as Alipay
from liushui.config.simulators.wechat_pay import Provider


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
