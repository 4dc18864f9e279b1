"""Other houses' sign-in as a process of its own: WeChat, DingTalk, and an OpenID Connect provider.

They check secrets, codes, addresses and verifiers as the real ones do, and share no code with our
client, so that a mistake in one is seen by the other. All people in them are invented.
"""

from liushui.config.simulators.houses.dingtalk import DingTalk
from liushui.config.simulators.houses.openid import OpenId
from liushui.config.simulators.houses.server import Desk, server_for
from liushui.config.simulators.houses.wechat import WeChat

__all__ = ["Desk", "DingTalk", "OpenId", "WeChat", "server_for"]
