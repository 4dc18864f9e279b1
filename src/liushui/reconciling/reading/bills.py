"""The daily trade bills of WeChat Pay and Alipay."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from liushui.kernel.clock import day_of
from liushui.reconciling.reading.cells import Row, folded, minor_of, moment_of, text_of
from liushui.reconciling.reading.papers import Paper, Read
from liushui.reconciling.reading.refusals import (
    RowUnreadable,
    StatementForeign,
    StatementOfAnother,
    StatementUnreadable,
)
from liushui.reconciling.states import Form, LineKind

_WECHAT_SUMS = "总交易单数"
_ALIPAY_REFUND = ("退款", "refund")
_SAYS_DAYS = re.compile(r"\[(\d{4}年\d{2}月\d{2}日)[^\]]*\]")
_SAYS_ACCOUNT = re.compile(r"账号[:：]\s*\[?([\w@.]+)")


def is_wechat(rows: Sequence[Row]) -> bool:
    """Whether this is a trade bill of WeChat Pay."""
    titles = {folded(cell) for cell in rows[0]} if rows else set()
    return {"交易时间", "商户订单号", "微信订单号"} <= titles


def is_alipay(text: str) -> bool:
    """Whether this is a trade bill of Alipay."""
    return "支付宝业务明细查询" in text[:2000] or (
        "支付宝交易号" in text[:4000] and "商户订单号" in text[:4000]
    )


def read_wechat(rows: Sequence[Row], number: str) -> Paper:
    """The bill of one day. Its last two rows are its own sums."""
    place = {folded(cell): n for n, cell in enumerate(rows[0])}
    lines: list[Read] = []
    claims: Mapping[str, object] = {}
    for count, row in enumerate(rows[1:], 2):
        first = folded(row[0]) if row else ""
        if first == _WECHAT_SUMS:
            told = rows[count] if count < len(rows) else []
            claims = {folded(a): b for a, b in zip(row, told, strict=False)}
            break
        if first:
            lines.append(_wechat_line(row, count, place, number))
    return _paper(Form.WECHAT_BILL, lines, _wechat_gap(lines, claims))


def _wechat_line(row: Row, count: int, place: Mapping[str, int], number: str) -> Read:
    def cell(*names: str) -> object:
        found = next((place[name] for name in names if name in place), None)
        return row[found] if found is not None and found < len(row) else ""

    merchant = text_of(cell("商户号"))
    if merchant != number:
        raise StatementOfAnother(tail=merchant[-4:])
    at = moment_of(cell("交易时间"))
    is_back = text_of(cell("交易状态")) in {"REFUND", "REVOKED"}
    try:
        paid = minor_of(cell("订单金额", "应结订单金额", "总金额"))
        back = minor_of(cell("退款金额")) or (paid if is_back else 0)
        fee = minor_of(cell("手续费")) or 0
    except ValueError:
        raise RowUnreadable(row=count) from None
    amount = -(back or 0) if is_back else paid
    if at is None or not amount:
        raise RowUnreadable(row=count)
    if text_of(cell("货币种类")) not in {"", "CNY"}:
        raise StatementForeign(row=count)
    outside = cell("微信退款单号") if is_back else cell("微信订单号")
    ours = cell("商户退款单号") if is_back else cell("商户订单号")
    return Read(
        row=count,
        kind=LineKind.REFUND if is_back else LineKind.PAYMENT,
        happened_at=at,
        amount_minor=amount,
        fee_minor=fee,
        outside_ref=text_of(outside or cell("微信订单号"))[:64],
        our_ref=text_of(ours or cell("商户订单号"))[:64],
        text=text_of(cell("商户订单号")) if is_back else "",
    )


def _wechat_gap(lines: Sequence[Read], claims: Mapping[str, object]) -> int | None:
    """0 where the bill's own sums are not those of its rows, or are missing: it was cut."""
    if not claims:
        return 0
    try:
        count = int(text_of(claims.get("总交易单数", "")) or 0)
        paid = minor_of(claims.get("订单总金额", claims.get("应结订单总金额", "")))
        back = minor_of(claims.get("退款总金额", ""))
    except ValueError:
        return 0
    came = sum(line.amount_minor for line in lines if line.amount_minor > 0)
    left = -sum(line.amount_minor for line in lines if line.amount_minor < 0)
    # Some bills count what was sent back again under the orders' sum.
    is_right = count == len(lines) and paid in {came, came + left} and back == left
    return None if is_right else 0


def read_alipay(rows: Sequence[Row], number: str) -> Paper:
    """The trade bill of one day; lines that begin with # are about it."""
    told = " ".join(text_of(cell) for row in rows for cell in row if folded(cell).startswith("#"))
    require_own(told, number)
    header = next((n for n, row in enumerate(rows) if _names_trades(row)), None)
    if header is None:
        raise StatementUnreadable
    place = {folded(cell): n for n, cell in enumerate(rows[header])}
    body = enumerate(rows[header + 1 :], header + 2)
    lines = [
        _alipay_line(row, count, place)
        for count, row in body
        if row and folded(row[0]) and not folded(row[0]).startswith("#")
    ]
    is_cut = "明细列表结束" not in told
    return _paper(Form.ALIPAY_BILL, lines, 0 if is_cut else None, days_said(told))


def require_own(told: str, number: str) -> None:
    """Raise ``StatementOfAnother`` where Alipay's remarks name another account."""
    account = _SAYS_ACCOUNT.search(told)
    if account and number not in account[1] and account[1] not in number:
        raise StatementOfAnother(tail=account[1][-4:])


def days_said(told: str) -> list[date]:
    """The days for which Alipay's remarks say a file is."""
    days = [moment_of(found) for found in _SAYS_DAYS.findall(told)]
    return [day_of(at) for at in days if at is not None]


def _names_trades(row: Row) -> bool:
    return {"支付宝交易号", "商户订单号"} <= {folded(cell) for cell in row}


def _alipay_line(row: Row, count: int, place: Mapping[str, int]) -> Read:
    def cell(*names: str) -> object:
        found = next((place[name] for name in names if name in place), None)
        return row[found] if found is not None and found < len(row) else ""

    at = moment_of(cell("完成时间", "创建时间"))
    try:
        paid = minor_of(cell("订单金额"))
        fee = minor_of(cell("服务费")) or 0
    except ValueError:
        raise RowUnreadable(row=count) from None
    if at is None or not paid:
        raise RowUnreadable(row=count)
    is_back = any(word in folded(cell("业务类型")) for word in _ALIPAY_REFUND)
    ours = cell("退款批次号/请求号", "退款批次号") if is_back else ""
    return Read(
        row=count,
        kind=LineKind.REFUND if is_back else LineKind.PAYMENT,
        happened_at=at,
        amount_minor=-abs(paid) if is_back else paid,
        fee_minor=abs(fee),
        outside_ref=text_of(cell("支付宝交易号"))[:64],
        our_ref=text_of(ours or cell("商户订单号"))[:64],
        sender=text_of(cell("对方账户"))[:120],
        text=text_of(cell("商户订单号")) if is_back else "",
    )


def _paper(form: Form, lines: Sequence[Read], gap: int | None, said: Sequence[date] = ()) -> Paper:
    days = [day_of(line.happened_at) for line in lines] + list(said)
    first, last = (min(days), max(days)) if days else (None, None)
    return Paper(form, tuple(lines), first, last, gap)
