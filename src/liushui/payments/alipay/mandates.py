"""Agreements to charge at Alipay (周期扣款, ``CYCLE_PAY_AUTH_P``).

Sources: the provider's documents on ``alipay.user.agreement.page.sign``, ``.query``,
``.executionplan.modify``, ``.unsign`` and ``alipay.trade.pay`` with ``agreement_params``. The plan
of an agreement knows no 29th to 31st; a charge may come later than its planned day, within the
period.
"""

from collections.abc import Mapping
from datetime import date, datetime

from liushui.payments.alipay.client import Alipay
from liushui.payments.alipay.reading import subject_of, yuan_of
from liushui.payments.alipay.signing import open_call_back
from liushui.payments.mandates import AgreementWord, NewAgreement, NewCharge, Standing
from liushui.payments.provider import ProviderRefused, ProviderSilent, Untrusted

_PRODUCT, _PERSONAL = "GENERAL_WITHHOLDING", "CYCLE_PAY_AUTH_P"
_LAST_PLANNED_DAY = 28
_STANDINGS = {"TEMP": Standing.UNSIGNED, "NORMAL": Standing.SIGNED, "STOP": Standing.ENDED}
_UNKNOWN = "USER_AGREEMENT_NOT_EXIST"
_DONE_BEFORE = "ACQ.TRADE_HAS_SUCCESS"


class AlipayMandates:
    """The agreements of one merchant under one scene, which stands in its contract."""

    def __init__(self, alipay: Alipay, scene: str) -> None:
        self._alipay = alipay
        self._scene = scene

    def sign(self, wanted: NewAgreement, *, at: datetime) -> str:
        content = {
            "product_code": _PRODUCT,
            "personal_product_code": _PERSONAL,
            "sign_scene": self._scene,
            "external_agreement_no": wanted.code,
            "access_params": {"channel": "QRCODE"},
            "period_rule_params": {
                "period_type": "MONTH",
                "period": 12 if wanted.is_yearly else 1,
                "execute_time": _planned(wanted.first_on).isoformat(),
                "single_amount": yuan_of(wanted.limit_minor),
            },
        }
        return self._alipay.page(
            "alipay.user.agreement.page.sign",
            content,
            notify_url=wanted.notify_url,
            back=wanted.back_url,
            at=at,
        )

    def agreement_of(self, code: str, *, at: datetime) -> AgreementWord:
        content = {
            "personal_product_code": _PERSONAL,
            "sign_scene": self._scene,
            "external_agreement_no": code,
        }
        try:
            said = self._alipay.call("alipay.user.agreement.query", content, at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") != _UNKNOWN:
                raise
            return AgreementWord(code, "", Standing.UNSIGNED)
        standing = _STANDINGS.get(str(said.get("status")))
        if standing is None or said.get("external_agreement_no") != code:
            raise ProviderSilent
        return AgreementWord(code, str(said.get("agreement_no", "")), standing)

    def forewarn(self, contract_id: str, amount_minor: int, on: date, *, at: datetime) -> None:
        """The provider tells its payers by itself; it is told the day, which donors may move."""
        del amount_minor
        content = {
            "agreement_no": contract_id,
            "deduct_time": _planned(on).isoformat(),
            "memo": "捐赠人选定的日子",
        }
        self._alipay.call("alipay.user.agreement.executionplan.modify", content, at=at)

    def charge(self, charge: NewCharge, *, at: datetime) -> None:
        content = {
            "out_trade_no": charge.reference,
            "total_amount": yuan_of(charge.amount_minor),
            "subject": subject_of(charge.description),
            "product_code": _PRODUCT,
            "agreement_params": {"agreement_no": charge.contract_id},
        }
        try:
            self._alipay.call("alipay.trade.pay", content, notify_url=charge.notify_url, at=at)
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") != _DONE_BEFORE:
                raise

    def end(self, word: AgreementWord, *, at: datetime) -> None:
        try:
            self._alipay.call(
                "alipay.user.agreement.unsign", {"agreement_no": word.contract_id}, at=at
            )
        except ProviderRefused as refusal:
            if refusal.facts.get("reason") != _UNKNOWN:
                raise

    def named_in(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        del headers, at  # an old word leads to a question, whose answer is of now
        fields = open_call_back(body, self._alipay.keys)
        if not fields.get("external_agreement_no"):
            raise Untrusted("unreadable")
        return fields["external_agreement_no"]


def _planned(day: date) -> date:
    return day.replace(day=min(day.day, _LAST_PLANNED_DAY))
