"""Paying inside WeChat: who opens the page, and what the app is asked to pay.

Sources: the provider's documents "网页授权" (snsapi_base: a number of this app, no name) and
"JSAPI调起支付".
"""

import secrets
from datetime import datetime
from urllib.parse import urlencode

import httpx

from liushui.payments.provider import ProviderRefused, ProviderSilent
from liushui.payments.trusting import authorities
from liushui.payments.wechat.client import PREPAY
from liushui.payments.wechat.signing import Merchant, sign, signed_message

_SECONDS = 5.0


def door_for(door: str, app_id: str, *, back: str, state: str) -> str:
    """Where the app's browser is sent to, and from where it comes back with a code."""
    query = urlencode(
        {
            "appid": app_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
    )
    return f"{door}/connect/oauth2/authorize?{query}#wechat_redirect"


def payer_of(api: str, app_id: str, secret: str, code: str) -> str:
    """The payer's number in this app, for the code that their browser brought.

    Raises ``ProviderSilent`` and ``ProviderRefused``. The secret and the code leave no line in a
    log: both stand in the address, as the provider wants it.
    """
    asked = {
        "appid": app_id,
        "secret": secret,
        "code": code,
        "grant_type": "authorization_code",
    }
    try:
        with httpx.Client(timeout=_SECONDS, verify=authorities(), trust_env=False) as client:
            answer = client.get(f"{api}/sns/oauth2/access_token", params=asked)
            said = answer.json()
    except (httpx.HTTPError, ValueError):
        raise ProviderSilent from None
    if not answer.is_success or not isinstance(said, dict):
        raise ProviderSilent
    if not said.get("openid"):
        raise ProviderRefused(reason=str(said.get("errcode", ""))[:40])
    return str(said["openid"])


def bridge_for(merchant: Merchant, kept: str, *, at: datetime) -> dict[str, str]:
    """What the page hands to the app, signed by us."""
    prepay = kept.removeprefix(PREPAY)
    timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
    package = f"prepay_id={prepay}"
    message = signed_message(merchant.app_id, timestamp, nonce, package)
    return {
        "appId": merchant.app_id,
        "timeStamp": timestamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": sign(merchant.key, message),
    }
