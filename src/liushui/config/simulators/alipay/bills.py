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
_RULE = "#-----------------------------------------业务明细列表"
_ZEROS = ["0.00"] * 5


def archive_of(trades: Sequence[Trade], day: str) -> bytes | None:
    """The archive of the day (``2026-11-21``); none when nothing happened."""
    lines = [line for trade in trades for line in _lines(trade, day)]
    if not lines:
        return None
    head = [
        "#支付宝业务明细查询",
        f"#账号：[{SELLER_ID}0156]",
        f"#起始日期：[{day} 00:00:00]   终止日期：[{day} 23:59:59]",
        f"{_RULE}----------------------------------------",
        _HEAD,
    ]
    foot = [f"{_RULE}结束------------------------------------", "#导出时间：[次日 09:00:00]"]
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"{SELLER_ID}0156_{day.replace('-', '')}_业务明细.csv"
        archive.writestr(name, "\r\n".join([*head, *lines, *foot]).encode("gbk"))
        archive.writestr(name.replace(".csv", "(汇总).csv"), "#汇总\r\n".encode("gbk"))
    return made.getvalue()


def _lines(trade: Trade, day: str) -> list[str]:
    found = []
    if trade.paid_at.startswith(day):
        fee = max(1, trade.amount_minor * 6 // 1000)
        found.append(_line(trade, "交易", trade.paid_at, trade.amount_minor, "", -fee))
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
