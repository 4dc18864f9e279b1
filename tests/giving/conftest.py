"""The provider's keys are made once for the whole run: RSA keys take their time."""

import pytest

from liushui.config.simulators.wechat_pay import Provider


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    """The simulated WeChat Pay, with a state folder of its own."""
    return Provider(tmp_path_factory.mktemp("wechat_pay"))
