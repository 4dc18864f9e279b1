"""WeChat Pay as a process of its own: the provider's side of API v3, for demo, tests and drills.

It shares no code with our client, so that a mistake in one is seen by the other.
"""

from liushui.config.simulators.wechat_pay.provider import Order, Provider

__all__ = ["Order", "Provider"]
