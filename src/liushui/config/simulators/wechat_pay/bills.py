"""The bills of a day as the provider writes them: UTF-8, each field behind a backtick."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from liushui.config.simulators.wechat_pay.keys import Keys
from liushui.config.simulators.wechat_pay.provider import Order

_CHINA = timezone(timedelta(hours=8))
_TRADES = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
_TRADE_SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
_FUNDS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),"
    "账户结余(元),资金变更提交申请人,备注,业务凭证号"
)
_FUND_SUMS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
Refunds = Mapping[str, Mapping[str, object]]


def trade_bill(keys: Keys, orders: Sequence[Order], refunds: Refunds, day: str) -> bytes | None:
    """Payments and refunds of the day; none when nothing happened."""
    paid = [one for one in orders if one.paid_at.startswith(day)]
    known = {one.reference: one for one in orders}
    back = [
        (key, known[str(one["reference"])], int(str(one["minor"])), _when(one))
        for key, one in refunds.items()
        if _when(one).startswith(day)
    ]
    if not paid and not back:
        return None
    rows = [_payment(keys, one) for one in paid] + [_refund(keys, *one) for one in back]
    sums = [
        str(len(rows)),
        _yuan(sum(one.amount_minor for one in paid)),
        _yuan(sum(minor for _, _, minor, _ in back)),
        "0.00",
        _fine(sum(_fee(one) for one in paid)),
        _yuan(sum(one.amount_minor for one in paid)),
        _yuan(sum(minor for _, _, minor, _ in back)),
    ]
    return _text(_TRADES, rows, _TRADE_SUMS, sums)


def fund_bill(keys: Keys, orders: Sequence[Order], refunds: Refunds, day: str) -> bytes | None:
    """Every movement of the account on the day, fees apart."""
    del keys  # nothing in it names the account
    known = {one.reference: one for one in orders}
    moves: list[tuple[str, str, str, int, str]] = []
    for one in orders:
        if one.paid_at.startswith(day):
            moves.append((one.paid_at, one.transaction_id, "交易", one.amount_minor, one.reference))
            fee = (one.paid_at, one.transaction_id, "扣除交易手续费", -_fee(one), one.reference)
            moves.append(fee)
    for key, told in refunds.items():
        if _when(told).startswith(day) and str(told["reference"]) in known:
            moves.append((_when(told), _refund_number(key), "退款", -int(str(told["minor"])), key))
    if not moves:
        return None
    rows, balance = [], 0
    for when, outside, kind, minor, ours in moves:
        balance += minor
        rows.append(
            [
                _moment(when), outside, _flow_number(ours, kind), kind, kind,
                "收入" if minor > 0 else "支出", _yuan(abs(minor)), _signed(balance), "system", "",
                ours,
            ]
        )  # fmt: skip
    came = [minor for *_rest, minor, _ours in moves if minor > 0]
    left = [-minor for *_rest, minor, _ours in moves if minor < 0]
    sums = [str(len(rows)), str(len(came)), _yuan(sum(came)), str(len(left)), _yuan(sum(left))]
    return _text(_FUNDS, rows, _FUND_SUMS, sums)


def _flow_number(ours: str, kind: str) -> str:
    return hashlib.sha256(f"{ours}{kind}".encode()).hexdigest()[:20]


def _refund_number(key: str) -> str:
    return f"5030{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def _signed(minor: int) -> str:
    return _yuan(minor) if minor >= 0 else f"-{_yuan(-minor)}"


def _payment(keys: Keys, one: Order) -> list[str]:
    told = one.amount_minor
    return [
        _moment(one.paid_at), keys.app_id, keys.merchant_id, "0", "", one.transaction_id,
        one.reference, f"o{one.prepay[:27]}", one.kind, "SUCCESS", "OTHERS", "CNY",
        _yuan(told), "0.00", "0", "0", "0.00", "0.00", "", "", one.description, "",
        _fine(_fee(one)), "0.60%", _yuan(told), "0.00",
        "",
    ]  # fmt: skip


def _refund(keys: Keys, key: str, one: Order, minor: int, when: str) -> list[str]:
    number = _refund_number(key)
    return [
        _moment(when), keys.app_id, keys.merchant_id, "0", "", one.transaction_id, one.reference,
        f"o{one.prepay[:27]}", one.kind, "REFUND", "OTHERS", "CNY", "0.00", "0.00", number, key,
        _yuan(minor), "0.00", "ORIGINAL", "SUCCESS", one.description, "", "0.00000", "0.60%",
        "0.00", _yuan(minor), "",
    ]  # fmt: skip


def _text(head: str, rows: Sequence[Sequence[str]], sums_head: str, sums: Sequence[str]) -> bytes:
    lines = [head, *(_line(row) for row in rows), sums_head, _line(sums)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _line(fields: Sequence[str]) -> str:
    return ",".join(f"`{field.replace(',', ' ')}" for field in fields)


def _when(refund: Mapping[str, object]) -> str:
    return datetime.fromtimestamp(int(str(refund["at"])), _CHINA).isoformat(timespec="seconds")


def _moment(told: str) -> str:
    return told[:19].replace("T", " ")


def _fee(one: Order) -> int:
    return max(1, one.amount_minor * 6 // 1000)


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _fine(minor: int) -> str:
    return f"{_yuan(minor)}000"
