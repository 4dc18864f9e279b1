"""Other houses' sign-in as a process of its own: WeChat, DingTalk, and an OpenID Connect provider.

They check secrets, codes, addresses and verifiers as the real ones do, and share no code with our
client, so that a mistake in one is seen by the other. All people in them are invented.
"""

from liushui.config.simulators.houses import dingtalk, openid, wechat
from liushui.config.simulators.houses.dingtalk import DingTalk
from liushui.config.simulators.houses.openid import OpenId
from liushui.config.simulators.houses.server import Desk, server_for
from liushui.config.simulators.houses.wechat import WeChat


def houses_file(address: str) -> str:
    """What an operator's file says of these houses, listening at this address."""
    website, inside = wechat.APPS
    return f"""[[house]]
key = "wechat"
kind = "wechat"
client_id = "{website}"
secret = "{wechat.APPS[website]}"
inside_client_id = "{inside}"
inside_secret = "{wechat.APPS[inside]}"
login = "{address}/wechat"
api = "{address}/wechat"

[[house]]
key = "dingtalk"
kind = "dingtalk"
client_id = "{dingtalk.CLIENT}"
secret = "{dingtalk.SECRET}"
login = "{address}/dingtalk"
api = "{address}/dingtalk"

[[house]]
key = "union"
kind = "openid"
name_zh = "联合会"
name_en = "Federation"
client_id = "{openid.CLIENT}"
secret = "{openid.SECRET}"
issuer = "{address}/openid"
"""


__all__ = ["Desk", "DingTalk", "OpenId", "WeChat", "houses_file", "server_for"]
