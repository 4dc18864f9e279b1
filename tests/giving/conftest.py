"""The provider's keys are made once for the whole run: RSA keys take their time."""

from pathlib import Path
from typing import Any

import pytest

from liushui.config.simulators.wechat_pay import Provider

_NAMES = {
    "api": "API",
    "merchant_id": "MERCHANT_ID",
    "app_id": "APP_ID",
    "merchant_serial": "MERCHANT_SERIAL",
    "merchant_key_file": "MERCHANT_KEY_FILE",
    "platform_certificate_file": "PLATFORM_CERTIFICATE_FILE",
    "api_v3_key_file": "API_V3_KEY_FILE",
}


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    """The simulated WeChat Pay, with a state folder of its own."""
    return Provider(Path(tmp_path_factory.mktemp("wechat_pay")))


@pytest.fixture
def merchant(provider: Provider, settings: Any) -> dict[str, Any]:
    """The site is the simulator's merchant; nobody listens until a test says where."""
    said = provider.environment("http://127.0.0.1:9")
    settings.WECHAT_PAY = {
        ours: said[f"LIUSHUI_WECHAT_{theirs}"] for ours, theirs in _NAMES.items()
    }
    return settings.WECHAT_PAY
