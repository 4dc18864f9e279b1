"""Alipay as a process of its own: the provider's side of its gateway, for demo and tests.

It shares no code with our client, so that a mistake in one is seen by the other.
"""

from liushui.config.simulators.alipay.provider import Provider, Trade

__all__ = ["Provider", "Trade"]
