"""Agreements to charge (委托代扣) at the provider: signed by a person, warned of, charged, ended.

Its rules are kept as the provider states them: a warning is sent between 7 and 22 o'clock, a charge
comes on the third to the ninth day after it at the earliest and is never more than what was said.
"""

import hashlib
import json
import re
import secrets
import threading
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liushui.config.simulators.wechat_pay.provider import Mode, Order, Provider, Refused, Signed

if TYPE_CHECKING:
    from pathlib import Path

    from liushui.config.simulators.wechat_pay.keys import Keys

PLAN_ID = "12535"
# What a donor of the demo's story signed before visitors came.
STORY_CONTRACT = "MDEM0STRYA1"
_CHINA = timezone(timedelta(hours=8))
_WAKING = range(7, 22)
_WAITING_DAYS = 2
_MOST_DAYS = 7


class Mood(StrEnum):
    """How each charge of a contract goes."""

    PAYS = "pays"
    LACKS = "lacks"
    REFUSES = "refuses"
    NEVER = "never"
    TWICE = "twice"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Contract:
    """One agreement, as the provider keeps it.

    ``warned`` is the day of the last warning, "" once a charge has used it up.
    """

    code: str
    contract_id: str
    shown: str
    notify_url: str
    back: str = ""
    state: str = "NOT_SIGNED"
    mood: str = Mood.PAYS
    warned: str = ""
    warned_minor: int = 0
    warned_days: int = 0

    @property
    def secret(self) -> str:
        """The unguessable part of the page's address."""
        return hashlib.sha256(f"contract {self.code}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: facts, the page where a person signs, or nothing; and what was paid."""

    facts: Mapping[str, object] | None = None
    url: str = ""
    charged: Order | None = None


class Contracts:
    """The provider's agreements, one file each in its state folder."""

    def __init__(self, provider: Provider) -> None:
        self.provider, self._keys = provider, provider.keys
        self._folder: Path = provider.keys.folder / "contracts"
        self._folder.mkdir(exist_ok=True)
        self._lock = threading.Lock()

    def answer(
        self, verb: str, parts: Sequence[str], said: Mapping[str, object], *, at: datetime
    ) -> Answer:
        """One call of the merchant, by the last word of its address."""
        if verb == "pre-entrust-sign":
            return self._begin(said)
        if verb == "notify":
            return self._warn(self._by_id(parts[0]), said, at.astimezone(_CHINA))
        if verb == "apply":
            return self._charge(said, at)
        if parts[0] != PLAN_ID:
            raise Refused(404, "CONTRACT_NOT_EXIST", "there is no such contract")
        contract = self.known(parts[1])
        if verb == "terminate":
            if contract.state != "TERMINATED":
                self.move(contract.code, "end", "")
            return Answer()
        return Answer(facts=facts_of(contract, self._keys))

    def has(self, code: str) -> bool:
        """Whether there is a contract with this number of the merchant's."""
        return bool(re.fullmatch(r"\w{1,32}", code)) and (self._folder / f"{code}.json").exists()

    def known(self, code: str) -> Contract:
        """The contract with the merchant's own number."""
        place = self._folder / f"{code}.json"
        if not re.fullmatch(r"\w{1,32}", code) or not place.exists():
            raise Refused(404, "CONTRACT_NOT_EXIST", "there is no such contract")
        return Contract(**json.loads(place.read_text()))

    def signed_before(self, code: str, shown: str) -> Contract:
        """A contract of the story, signed long ago; kept as it is if it is there."""
        try:
            return self.known(code)
        except Refused:
            made = Contract(code, contract_id_of(code), shown, "", state="SIGNED")
            return self._keep(made)

    def move(self, code: str, do: str, mood: str) -> Contract:
        """A person signs or ends it, or a test says how its charges go."""
        with self._lock:
            contract = self.known(code)
            if do == "sign" and contract.state == "NOT_SIGNED":
                contract = replace(contract, state="SIGNED")
            elif do == "end" and contract.state == "SIGNED":
                contract = replace(contract, state="TERMINATED")
            return self._keep(replace(contract, mood=Mood(mood)) if mood else contract)

    def notice(self, contract: Contract, *, at: float) -> Signed:
        """The call-back about a contract that was signed or ended."""
        nonce = secrets.token_hex(6)
        plain = json.dumps(facts_of(contract, self._keys)).encode()
        sealed = AESGCM(self.provider.keys.api_v3_key).encrypt(nonce.encode(), plain, b"contract")
        ended = contract.state == "TERMINATED"
        body = {
            "id": secrets.token_hex(18),
            "create_time": datetime.fromtimestamp(int(at), _CHINA).isoformat(),
            "resource_type": "encrypt-resource",
            "event_type": "PAPAY.TERMINATE" if ended else "PAPAY.SIGN",
            "summary": "解约成功" if ended else "签约成功",
            "resource": {
                "original_type": "contract",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": b64encode(sealed).decode(),
                "associated_data": "contract",
                "nonce": nonce,
            },
        }
        return self.provider.signed(json.dumps(body, ensure_ascii=False).encode(), at=at)

    def _begin(self, said: Mapping[str, object]) -> Answer:
        code = str(said.get("out_contract_code", ""))
        if said.get("appid") != self._keys.app_id or str(said.get("plan_id")) != PLAN_ID:
            raise Refused(400, "PARAM_ERROR", "appid or plan_id is wrong")
        if not re.fullmatch(r"[0-9A-Za-z]{1,32}", code):
            raise Refused(400, "PARAM_ERROR", "out_contract_code is wrong")
        if not said.get("contract_notify_url") or not said.get("contract_display_account"):
            raise Refused(400, "PARAM_ERROR", "contract_notify_url or the shown name is missing")
        with self._lock:
            if (self._folder / f"{code}.json").exists():
                contract = self.known(code)
                if contract.state != "NOT_SIGNED":
                    raise Refused(400, "OUT_CONTRACT_CODE_USED", "the number has a contract")
            else:
                contract = Contract(
                    code=code,
                    contract_id=contract_id_of(code),
                    shown=str(said["contract_display_account"]),
                    notify_url=str(said["contract_notify_url"]),
                    back=str(said.get("return_url", "")),
                )
                self._keep(contract)
        return Answer(url=f"/contract/{contract.code}/{contract.secret}")

    def _warn(self, contract: Contract, said: Mapping[str, object], now: datetime) -> Answer:
        amount, lasts = said.get("estimated_amount"), said.get("deduct_duration")
        if said.get("mchid") != self._keys.merchant_id or said.get("appid") != self._keys.app_id:
            raise Refused(400, "APPID_MCHID_NOT_MATCH", "appid and mchid do not match")
        if not isinstance(amount, dict) or not isinstance(lasts, dict):
            raise Refused(400, "PARAM_ERROR", "estimated_amount or deduct_duration is wrong")
        if type(lasts.get("count")) is not int or not 1 <= lasts["count"] <= _MOST_DAYS:
            raise Refused(400, "PARAM_ERROR", "deduct_duration is wrong")
        if contract.state != "SIGNED":
            raise Refused(403, "CONTRACT_NOT_SIGNED", "the contract is not in force")
        if now.hour not in _WAKING:
            raise Refused(400, "NOT_NOTIFY_TIME", "between 7 and 22 o'clock")
        if contract.warned and now.date() < _last_day(contract):
            raise Refused(400, "ALREADY_NOTIFIED", "the last warning is still in force")
        warned = replace(
            contract,
            warned=now.date().isoformat(),
            warned_minor=int(amount["amount"]),
            warned_days=lasts["count"],
        )
        self._keep(warned)
        return Answer()

    def _charge(self, said: Mapping[str, object], at: datetime) -> Answer:
        contract = self._by_id(str(said.get("contract_id", "")))
        amount = said.get("amount")
        total = amount.get("total") if isinstance(amount, dict) else None
        if said.get("appid") != self._keys.app_id or type(total) is not int or total < 1:
            raise Refused(400, "PARAM_ERROR", "appid or amount is wrong")
        if contract.state != "SIGNED":  # looked at before the number is
            raise Refused(403, "CONTRACT_NOT_SIGNED", "the contract is not in force")
        known = self.provider.find(str(said.get("out_trade_no", "")))
        if known is not None:  # told again: it is not done again
            raise Refused(403, "OUT_TRADE_NO_USED", f"the number has an order: {known.state}")
        self._require_warned(contract, total, at.astimezone(_CHINA).date())
        if contract.mood == Mood.REFUSES:
            raise Refused(403, "NOT_ENOUGH", "the balance is not enough")
        placed = {
            **said,
            "mchid": self._keys.merchant_id,
            "notify_url": said.get("transaction_notify_url"),
        }
        order = self.provider.place(placed, "PAP")
        if contract.mood == Mood.LACKS:
            self.provider.fail(order.reference)
            return Answer()
        mode = {Mood.NEVER: Mode.NEVER, Mood.TWICE: Mode.TWICE}.get(
            Mood(contract.mood), Mode.AT_ONCE
        )
        order = self.provider.pay(order.reference, at=at, mode=mode)
        self._keep(replace(contract, warned="", warned_minor=0, warned_days=0))
        if contract.mood == Mood.MUTE:
            raise Refused(500, "SYSTEM_ERROR", "try again with the same values")
        return Answer(charged=order)

    def _require_warned(self, contract: Contract, total: int, day: date) -> None:
        if not contract.warned:
            raise Refused(403, "NOT_NOTIFIED", "no warning is in force")
        first = date.fromisoformat(contract.warned) + timedelta(days=_WAITING_DAYS)
        if not first <= day <= _last_day(contract):
            raise Refused(403, "NOT_DEDUCT_TIME", "too early or too late after the warning")
        if total > contract.warned_minor:
            raise Refused(403, "AMOUNT_EXCEEDED", "more than the warning said")

    def _by_id(self, contract_id: str) -> Contract:
        for file in self._folder.glob("*.json"):
            contract = Contract(**json.loads(file.read_text()))
            if contract.contract_id == contract_id:
                return contract
        raise Refused(404, "CONTRACT_NOT_EXIST", "there is no such contract")

    def _keep(self, contract: Contract) -> Contract:
        place = self._folder / f"{contract.code}.json"
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(contract)))
        fresh.replace(place)
        return contract


def contract_id_of(code: str) -> str:
    """The provider's number of a contract: the same for the same code, always."""
    return f"20{int(hashlib.sha256(code.encode()).hexdigest()[:14], 16)}"


def facts_of(contract: Contract, keys: "Keys") -> Mapping[str, object]:
    """The contract in the provider's shape."""
    return {
        "mchid": keys.merchant_id,
        "appid": keys.app_id,
        "plan_id": int(PLAN_ID),
        "out_contract_code": contract.code,
        "contract_id": contract.contract_id if contract.state != "NOT_SIGNED" else "",
        "contract_state": contract.state,
        "contract_display_account": contract.shown,
    }


def _last_day(contract: Contract) -> date:
    waits = timedelta(days=_WAITING_DAYS - 1 + contract.warned_days)
    return date.fromisoformat(contract.warned) + waits
