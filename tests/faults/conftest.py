"""The provider of the giving tests serves the faults too."""

from tests.payments.conftest import alipay_merchant, alipay_provider, merchant, provider

__all__ = ["alipay_merchant", "alipay_provider", "merchant", "provider"]
