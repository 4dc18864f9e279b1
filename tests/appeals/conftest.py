"""Gifts to appeals speak to the simulated provider of payments."""

from tests.payments.conftest import merchant, provider

__all__ = ["merchant", "provider"]
