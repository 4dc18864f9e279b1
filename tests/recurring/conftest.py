"""Regular gifts speak to the simulated provider in a process of its own, whose clock is ours."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from tests.payments.conftest import alipay_merchant, alipay_provider, merchant, provider
from tests.recurring.builders import Wechat

__all__ = ["alipay_merchant", "alipay_provider", "merchant", "provider"]


@pytest.fixture(scope="module")
def wechat_address(provider: Provider) -> Iterator[str]:
    command = [sys.executable, "-m", "liushui.config.simulators.wechat_pay", "--port", "0"]
    with subprocess.Popen(
        [*command, "--state", str(provider.keys.folder), "--retries", ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def wechat(provider: Provider, wechat_address: str, settings: Any) -> Iterator[Wechat]:
    """The running provider; the site is its merchant and has a template for charges."""
    for name, value in provider.environment(wechat_address).items():
        setattr(settings, name, value)
    settings.LIUSHUI_WECHAT_PLAN_ID = PLAN_ID
    settings.ORIGIN = "http://127.0.0.1:9"
    one = Wechat(provider, wechat_address)
    yield one
    one.http.close()
