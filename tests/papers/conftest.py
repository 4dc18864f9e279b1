"""Papers are made of gifts that the simulated provider told us of."""

from tests.payments.conftest import alipay_merchant, alipay_provider, merchant, provider

__all__ = ["alipay_merchant", "alipay_provider", "merchant", "provider"]
