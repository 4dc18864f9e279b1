"""The provider of the giving tests serves the faults too."""

from tests.giving.conftest import merchant, provider

__all__ = ["merchant", "provider"]
