"""Teams are given to by way of the simulated provider of payments."""

from tests.payments.conftest import merchant, provider

__all__ = ["merchant", "provider"]
