"""The pages of giving ask which payment services are set up."""

from tests.payments.conftest import merchant, provider

__all__ = ["merchant", "provider"]
