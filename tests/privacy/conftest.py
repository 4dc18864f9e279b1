"""The provider of the giving tests settles the gifts here too."""

from tests.giving.conftest import merchant, provider

__all__ = ["merchant", "provider"]
