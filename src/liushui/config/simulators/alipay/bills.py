"""The bill of a day as the provider makes it: CSV files in GBK, in an archive."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from liushui.config.simulators.alipay.keys import SELLER_ID
from liushui.config.simulators.alipay.provider import Trade, yuan

_HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,"
    "商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
    "退款批次号/请求号,服务费（元）,分润（元）,备注"
)
_MOVED_HEAD = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,"
    "交易渠道,业务类型,备注"
)
_RULE = "#-----------------------------------------业务明细列表"
_ZEROS = ["0.00"] * 5


def archive_of(
    trades: Sequence[Trade], day: str, kind: str = "trade", seller_id: str = SELLER_ID
) -> bytes | None:
    """The archive of the day (``2026-11-21``), of trades or of movements; none for a quiet day."""
    moved = kind == "signcustomer"
    lines = _moves(trades, day) if moved else [one for t in trades for one in _lines(t, day)]
    if not lines:
        return None
    what = "账务" if moved else "业务"
    rule = _RULE.replace("业务", what)
    head = [
        f"#支付宝{what}明细查询",
        f"#账号：[{seller_id}0156]",
        f"#起始日期：[{day} 00:00:00]   终止日期：[{day} 23:59:59]",
        f"{rule}----------------------------------------",
        _MOVED_HEAD if moved else _HEAD,
    ]
    foot = [f"{rule}结束------------------------------------", "#导出时间：[次日 09:00:00]"]
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"{seller_id}0156_{day.replace('-', '')}_{what}明细.csv"
        archive.writestr(name, "\r\n".join([*head, *lines, *foot]).encode("gbk"))
        archive.writestr(name.replace(".csv", "(汇总).csv"), "#汇总\r\n".encode("gbk"))
    return made.getvalue()


def _moves(trades: Sequence[Trade], day: str) -> list[str]:
    """Payments, their fees and refunds, each with the balance after it."""
    moved: list[tuple[Trade, str, str, int]] = []
    for trade in trades:
        if trade.paid_at.startswith(day):
            moved.append((trade, trade.paid_at, "在线支付", trade.amount_minor))
            moved.append((trade, trade.paid_at, "收费", -_fee(trade)))
        moved += [
            (trade, when, "交易退款", -int(minor))
            for _key, minor, when in trade.refunds
            if when.startswith(day)
        ]
    balance, lines = 0, []
    for number, (trade, when, kind, minor) in enumerate(moved):
        balance += minor
        came, left = (_signed(minor), "") if minor > 0 else ("", _signed(minor))
        lines.append(
            f"{day.replace('-', '')}{number:06}\t,{trade.trade_no}\t,{trade.reference}\t,"
            f"{trade.subject.replace(',', ' ')},{when},买家(159****0001),{came},{left},"
            f"{_signed(balance)},支付宝,{kind},"
        )
    return lines


def _fee(trade: Trade) -> int:
    return max(1, trade.amount_minor * 6 // 1000)


def _lines(trade: Trade, day: str) -> list[str]:
    found = []
    if trade.paid_at.startswith(day):
        found.append(_line(trade, "交易", trade.paid_at, trade.amount_minor, "", -_fee(trade)))
    for key, minor, when in trade.refunds:
        if when.startswith(day):
            found.append(_line(trade, "退款", when, -int(minor), key, 0))
    return found


def _line(trade: Trade, kind: str, when: str, minor: int, key: str, fee: int) -> str:
    return ",".join(
        [
            f"{trade.trade_no}\t", f"{trade.reference}\t", kind, trade.subject.replace(",", " "),
            trade.made_at, when, "", "", "", "", "买家(159****0001)", _signed(minor),
            _signed(minor), *_ZEROS, "", "0.00", "0.00", f"{key}\t" if key else "",
            _signed(fee), "0.00", "",
        ]
    )  # fmt: skip


def _signed(minor: int) -> str:
    return f"-{yuan(-minor)}" if minor < 0 else yuan(minor)
