"""Agreements to charge (周期扣款) at the provider: signed by a person, planned, charged, ended.

Its rules are kept as the provider states them: no plan knows a 29th to 31st, a charge is never more
than what was signed for, and comes on its planned day or later, once in a period.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from liushui.config.simulators.alipay.provider import Mode, Refused, Trade, refused, said_at, yuan

if TYPE_CHECKING:
    from pathlib import Path

    from liushui.config.simulators.alipay.provider import Provider
    from liushui.config.simulators.alipay.server import Desk

SCENE = "INDUSTRY|CHARITY"
SIGN = "alipay.user.agreement.page.sign"
_CODE = re.compile(r"[0-9A-Za-z]{1,32}")
_LAST_PLANNED_DAY = 28
Said = dict[str, object]


class Mood(StrEnum):
    """How each charge of an agreement goes."""

    PAYS = "pays"
    LACKS = "lacks"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement, as the provider keeps it; ``planned`` is the day of the next charge."""

    code: str
    limit_minor: int
    planned: str
    months: int
    notify_url: str
    return_url: str = ""
    status: str = "TEMP"
    mood: str = Mood.PAYS

    @property
    def agreement_no(self) -> str:
        digest = hashlib.sha256(f"agreement {self.code}".encode()).digest()
        return f"2026{int.from_bytes(digest[:7]) % 10**16:016d}"

    @property
    def token(self) -> str:
        """The unguessable part of the page's address."""
        return hashlib.sha256(f"sign {self.code}".encode()).hexdigest()[:24]


class Agreements:
    """The provider's agreements, one file each in its state folder."""

    def __init__(self, provider: "Provider") -> None:
        self._folder: Path = provider.keys.folder / "agreements"
        self._folder.mkdir(exist_ok=True)

    def begin(self, fields: Mapping[str, str], content: Said) -> Agreement:
        """A browser brings a merchant's request to sign."""
        code, rule = (
            str(content.get("external_agreement_no", "")),
            content.get("period_rule_params"),
        )
        if not _CODE.fullmatch(code) or not isinstance(rule, dict):
            raise Refused("40002", "isv.invalid-parameter")
        if (content.get("personal_product_code"), content.get("sign_scene")) != (
            "CYCLE_PAY_AUTH_P",
            SCENE,
        ):
            raise refused("PRODUCT_CODE_NOT_SUPPORT")
        planned = date.fromisoformat(str(rule.get("execute_time")))
        if rule.get("period_type") != "MONTH" or planned.day > _LAST_PLANNED_DAY:
            raise refused("INVALID_PARAMETER")
        known = self.find(code)
        if known is not None:
            return known
        return self.keep(
            Agreement(
                code=code,
                limit_minor=int(str(rule.get("single_amount")).replace(".", "")),
                planned=planned.isoformat(),
                months=int(str(rule.get("period"))),
                notify_url=fields.get("notify_url", ""),
                return_url=fields.get("return_url", ""),
            )
        )

    def find(self, code: str) -> Agreement | None:
        place = self._folder / f"{code}.json"
        if not _CODE.fullmatch(code) or not place.exists():
            return None
        return Agreement(**json.loads(place.read_text()))

    def known(self, code: str) -> Agreement:
        """By the merchant's own number."""
        found = self.find(code)
        if found is None:
            raise refused("USER_AGREEMENT_NOT_EXIST")
        return found

    def in_force(self, agreement_no: object) -> Agreement:
        """By the provider's number, if it is signed and not ended."""
        for file in self._folder.glob("*.json"):
            found = Agreement(**json.loads(file.read_text()))
            if found.agreement_no == agreement_no and found.status == "NORMAL":
                return found
        raise refused("USER_AGREEMENT_NOT_EXIST")

    def move(self, code: str, do: str, mood: str) -> Agreement:
        """A person signs or ends it, or a test says how its charges go."""
        found = self.known(code)
        if (do, found.status) in {("sign", "TEMP"), ("end", "NORMAL")}:
            found = replace(found, status="NORMAL" if do == "sign" else "STOP")
        return self.keep(replace(found, mood=Mood(mood)) if mood else found)

    def keep(self, agreement: Agreement) -> Agreement:
        place = self._folder / f"{agreement.code}.json"
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(agreement)))
        fresh.replace(place)
        return agreement


def notice_of(provider: "Provider", agreement: Agreement, *, at: float) -> bytes:
    """The call-back about an agreement that was signed or ended."""
    ended = agreement.status == "STOP"
    fields = {
        "charset": "utf-8",
        "app_id": provider.keys.app_id,
        "notify_time": said_at(at),
        "notify_type": "dut_user_unsign" if ended else "dut_user_sign",
        "notify_id": hashlib.sha256(f"{agreement.code}{ended}".encode()).hexdigest()[:34],
        "external_agreement_no": agreement.code,
        "agreement_no": agreement.agreement_no,
        "status": "UNSIGN" if ended else "NORMAL",
        "sign_scene": SCENE,
        "version": "1.0",
    }
    return urlencode(provider.call_back(fields)).encode()


def _query(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    found = desk.agreements.known(str(content.get("external_agreement_no", "")))
    return {
        "external_agreement_no": found.code,
        "agreement_no": found.agreement_no,
        "status": found.status,
        "sign_scene": SCENE,
        "personal_product_code": "CYCLE_PAY_AUTH_P",
        "next_deduct_time": found.planned,
    }


def _plan(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    found = desk.agreements.in_force(content.get("agreement_no"))
    planned = date.fromisoformat(str(content.get("deduct_time")))
    if planned.day > _LAST_PLANNED_DAY or not content.get("memo"):
        raise refused("INVALID_PARAMETER")
    desk.agreements.keep(replace(found, planned=planned.isoformat()))
    return {"agreement_no": found.agreement_no, "deduct_time": planned.isoformat()}


def _end(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    found = desk.agreements.in_force(content.get("agreement_no"))
    desk.agreements.move(found.code, "end", "")
    return {}


def _pay(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del own
    params = content.get("agreement_params")
    if content.get("product_code") != "GENERAL_WITHHOLDING" or not isinstance(params, dict):
        raise refused("ACQ.INVALID_PARAMETER")
    found = desk.agreements.in_force(params.get("agreement_no"))
    known = desk.provider.find(str(content.get("out_trade_no", "")))
    if known is not None and known.status == "TRADE_SUCCESS":
        raise refused("ACQ.TRADE_HAS_SUCCESS")
    if said_at(desk.now())[:10] < found.planned:
        raise refused("ACQ.CYCLE_PAY_DATE_NOT_MATCH")
    trade = desk.provider.place(fields, content, at=desk.now())
    if trade.amount_minor > found.limit_minor:
        raise refused("ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED")
    if found.mood == Mood.LACKS:
        raise refused("ACQ.BUYER_BALANCE_NOT_ENOUGH")
    mode = Mode.NEVER if found.mood == Mood.NEVER else Mode.AT_ONCE
    paid = desk.provider.pay(trade.reference, at=desk.now(), mode=mode)
    desk.agreements.keep(replace(found, planned=_next(found)))
    desk.deliver(paid)
    return _paid(paid)


def _paid(trade: Trade) -> Said:
    return {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.reference,
        "total_amount": yuan(trade.amount_minor),
        "gmt_payment": trade.paid_at,
    }


def _next(found: Agreement) -> str:
    day = date.fromisoformat(found.planned)
    months = day.year * 12 + day.month - 1 + found.months
    return day.replace(year=months // 12, month=months % 12 + 1).isoformat()


METHODS: dict[str, Callable[["Desk", dict[str, str], Said, str], Said]] = {
    "alipay.user.agreement.query": _query,
    "alipay.user.agreement.executionplan.modify": _plan,
    "alipay.user.agreement.unsign": _end,
    "alipay.trade.pay": _pay,
}


def agreement_words(agreement: Agreement) -> str:
    """The inside of the page where a person signs an agreement or ends it."""
    verb = {
        "TEMP": '<button class="pay" name="do" value="sign">同意并签约 · Sign</button>',
        "NORMAL": '<button name="do" value="end">关闭扣款 · End</button>',
        "STOP": "",
    }[agreement.status]
    words = {"TEMP": "待签约", "NORMAL": "已签约", "STOP": "已解约"}[agreement.status]
    options = "".join(
        f'<option value="{mood}"{" selected" if mood == agreement.mood else ""}>{mood}</option>'
        for mood in Mood
    )
    back = f'<a class="back" href="{escape(agreement.return_url)}">返回商户 · Back</a>'
    return (
        f"<h1>模拟支付宝周期扣款 · {words}</h1>"
        f'<p class="sum">{yuan(agreement.limit_minor)} 元</p>'
        f'<p class="note">{escape(agreement.code)} · {agreement.planned}</p>'
        f'<form method="post" action="/agreement/{agreement.code}/{agreement.token}">{verb}'
        '<label class="note" for="mood">每次扣款 · Each charge</label>'
        f'<select id="mood" name="mood">{options}</select></form>'
        f"{back if agreement.return_url else ''}"
        '<p class="note">没有真的钱。No real money moves here.</p>'
    )
