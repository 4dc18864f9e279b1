"""Agreements to charge at WeChat Pay v3 (委托代扣).

Sources: the provider's documents "代扣预签约", "预扣费通知", "受理扣款", "查询签约协议" and
"解除签约协议" (API v3, direct merchants). A warning goes out between 7 and 22 o'clock; the charge
comes from the second day after it on, for seven days, and is never more than the warning said.
"""

from collections.abc import Mapping
from datetime import date, datetime
from json import loads
from urllib.parse import quote

from liushui.payments.mandates import (
    AgreementWord,
    NewAgreement,
    NewCharge,
    Standing,
    StillWarned,
)
from liushui.payments.provider import ProviderRefused, ProviderSilent, Untrusted
from liushui.payments.wechat.client import WechatPay
from liushui.payments.wechat.signing import SignedHead, open_resource

WARNED_DAYS = 7
_STANDINGS = {
    "NOT_SIGNED": Standing.UNSIGNED,
    "SIGNED": Standing.SIGNED,
    "TERMINATED": Standing.ENDED,
}
_UNKNOWN = "CONTRACT_NOT_EXIST"
_DONE_BEFORE = frozenset({"OUT_TRADE_NO_USED", "ORDERPAID", "ORDER_PAID"})
_WARNED_BEFORE = "ALREADY_NOTIFIED"


class WechatMandates:
    """The agreements of one merchant under one template, which the provider gave it."""

    def __init__(self, wechat: WechatPay, plan_id: str) -> None:
        self._wechat = wechat
        self._plan_id = plan_id

    def sign(self, wanted: NewAgreement, *, at: datetime) -> str:
        said: dict[str, object] = {
            "sign_scene": "SIGN_SCENE_QRCODE",
            "appid": self._wechat.merchant.app_id,
            "plan_id": int(self._plan_id),
            "out_contract_code": wanted.code,
            "contract_display_account": wanted.shown,
            "contract_notify_url": wanted.notify_url,
            "out_user_code": wanted.code,
            "return_url": wanted.back_url,
        }
        path = "/v3/papay/sign/contracts/pre-entrust-sign"
        answer = self._wechat.call("POST", path, said, at=at)
        return str(answer["redirect_url"])

    def agreement_of(self, code: str, *, at: datetime) -> AgreementWord:
        try:
            said = self._wechat.call("GET", self._path(code), at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") != _UNKNOWN:
                raise
            return AgreementWord(code, "", Standing.UNSIGNED)
        standing = _STANDINGS.get(str(said.get("contract_state")))
        if standing is None or said.get("out_contract_code") != code:
            raise ProviderSilent
        return AgreementWord(code, str(said.get("contract_id", "")), standing)

    def forewarn(self, contract_id: str, amount_minor: int, on: date, *, at: datetime) -> None:
        del on  # the provider counts its own days from the warning
        said: dict[str, object] = {
            "mchid": self._wechat.merchant.merchant_id,
            "appid": self._wechat.merchant.app_id,
            "deduct_duration": {"count": WARNED_DAYS, "unit": "DAY"},
            "estimated_amount": {"amount": amount_minor, "currency": "CNY"},
        }
        try:
            self._wechat.call(
                "POST", f"/v3/papay/contracts/{quote(contract_id)}/notify", said, at=at
            )
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") != _WARNED_BEFORE:
                raise
            raise StillWarned from None

    def charge(self, charge: NewCharge, *, at: datetime) -> None:
        said: dict[str, object] = {
            "appid": self._wechat.merchant.app_id,
            "out_trade_no": charge.reference,
            "description": charge.description,
            "transaction_notify_url": charge.notify_url,
            "contract_id": charge.contract_id,
            "amount": {"total": charge.amount_minor, "currency": "CNY"},
        }
        try:
            self._wechat.call("POST", "/v3/papay/pay/transactions/apply", said, at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") not in _DONE_BEFORE:
                raise

    def end(self, word: AgreementWord, *, at: datetime) -> None:
        said: dict[str, object] = {
            "appid": self._wechat.merchant.app_id,
            "contract_termination_remark": "捐赠人结束定期捐赠",
        }
        self._wechat.call("POST", f"{self._path(word.code)}/terminate", said, at=at)

    def named_in(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        opener = self._wechat.opener
        opener.certificates.require_signed(SignedHead.from_headers(headers), body, at=at)
        try:
            plain = open_resource(loads(body)["resource"], opener.api_v3_key)
            return str(loads(plain)["out_contract_code"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Untrusted("unreadable") from None

    def _path(self, code: str) -> str:
        return f"/v3/papay/sign/contracts/plan-id/{self._plan_id}/out-contract-code/{quote(code)}"
