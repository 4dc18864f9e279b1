"""Donors give by the simulated provider."""

from tests.payments.conftest import alipay_merchant, alipay_provider, merchant, provider

__all__ = ["alipay_merchant", "alipay_provider", "merchant", "provider"]
