from tests.giving.conftest import merchant, provider

__all__ = ["merchant", "provider"]
