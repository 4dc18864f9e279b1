"""Bills of movements (资金账单, 账务明细): all that came into or left a merchant's account."""

from collections.abc import Mapping, Sequence

from liushui.kernel.clock import day_of
from liushui.reconciling.reading.bills import days_said, require_own
from liushui.reconciling.reading.cells import Row, folded, minor_of, moment_of, text_of
from liushui.reconciling.reading.papers import Paper, Read, follows
from liushui.reconciling.reading.refusals import RowUnreadable, StatementUnreadable
from liushui.reconciling.states import Form, LineKind

_SUMS = "资金流水总笔数"
# What a business is called there, by the word that tells it; the first that fits counts.
_KINDS = (
    ("手续费", LineKind.FLOW_FEE),
    ("服务费", LineKind.FLOW_FEE),
    ("收费", LineKind.FLOW_FEE),
    ("退费", LineKind.FLOW_FEE),
    ("退款", LineKind.FLOW_BACK),
    ("提现", LineKind.FLOW_OUT),
    ("交易", LineKind.FLOW_TRADE),
    ("在线支付", LineKind.FLOW_TRADE),
)


def is_wechat_funds(rows: Sequence[Row]) -> bool:
    """Whether this is WeChat Pay's bill of movements."""
    titles = {folded(cell) for cell in rows[0]} if rows else set()
    return {"记账时间", "微信支付业务单号", "资金流水单号", "收支类型"} <= titles


def read_wechat_funds(rows: Sequence[Row]) -> Paper:
    """The movements of a day. Their balances follow from each other; the last rows are sums.

    The bill names no merchant: what is another's finds no line of a trade bill here.
    """
    place = {folded(cell): n for n, cell in enumerate(rows[0])}
    lines: list[Read] = []
    claims: Mapping[str, object] = {}
    for count, row in enumerate(rows[1:], 2):
        first = folded(row[0]) if row else ""
        if first == _SUMS:
            told = rows[count] if count < len(rows) else []
            claims = {folded(a): b for a, b in zip(row, told, strict=False)}
            break
        if first:
            lines.append(_line(row, count, place))
    days = [day_of(line.happened_at) for line in lines]
    first_day, last_day = (min(days), max(days)) if days else (None, None)
    gap = _gap(lines, claims)
    return Paper(Form.WECHAT_FUNDS, tuple(lines), first_day, last_day, gap)


def is_alipay_funds(text: str) -> bool:
    """Whether this is Alipay's bill of movements."""
    return "支付宝账务明细查询" in text[:2000]


def read_alipay_funds(rows: Sequence[Row], number: str) -> Paper:
    """Alipay's movements; lines that begin with # are about it."""
    told = " ".join(text_of(cell) for row in rows for cell in row if folded(cell).startswith("#"))
    require_own(told, number)
    titles = {"账务流水号", "业务流水号", "账户余额"}
    header = next((n for n, row in enumerate(rows) if titles <= {folded(c) for c in row}), None)
    if header is None:
        raise StatementUnreadable
    place = {folded(cell): n for n, cell in enumerate(rows[header])}
    lines = [
        _alipay_line(row, count, place)
        for count, row in enumerate(rows[header + 1 :], header + 2)
        if row and folded(row[0]) and not folded(row[0]).startswith("#")
    ]
    days = [day_of(line.happened_at) for line in lines] + days_said(told)
    first_day, last_day = (min(days), max(days)) if days else (None, None)
    gap = follows(lines) if "明细列表结束" in told else 0
    return Paper(Form.ALIPAY_FUNDS, tuple(lines), first_day, last_day, gap)


def _alipay_line(row: Row, count: int, place: Mapping[str, int]) -> Read:
    def cell(name: str) -> str:
        found = place.get(name)
        return text_of(row[found]) if found is not None and found < len(row) else ""

    at = moment_of(cell("发生时间"))
    try:
        came, left = minor_of(cell("收入金额")) or 0, minor_of(cell("支出金额")) or 0
        balance = minor_of(cell("账户余额"))
    except ValueError:
        raise RowUnreadable(row=count) from None
    if at is None or bool(came) == bool(left):
        raise RowUnreadable(row=count)
    named = cell("业务类型")
    return Read(
        row=count,
        kind=next((kind for word, kind in _KINDS if word in named), LineKind.FLOW_ELSE),
        happened_at=at,
        amount_minor=came or -abs(left),
        outside_ref=cell("业务流水号")[:64],
        our_ref=cell("商户订单号")[:64],
        mark=cell("账务流水号")[:64],
        balance_minor=balance,
    )


def _line(row: Row, count: int, place: Mapping[str, int]) -> Read:
    def cell(name: str) -> str:
        found = place.get(name)
        return text_of(row[found]) if found is not None and found < len(row) else ""

    at, side = moment_of(cell("记账时间")), cell("收支类型")
    try:
        minor, balance = minor_of(cell("收支金额")), minor_of(cell("账户结余"))
    except ValueError:
        raise RowUnreadable(row=count) from None
    if at is None or not minor or side not in {"收入", "支出"}:
        raise RowUnreadable(row=count)
    named = f"{cell('业务类型')} {cell('业务名称')}"
    return Read(
        row=count,
        kind=next((kind for word, kind in _KINDS if word in named), LineKind.FLOW_ELSE),
        happened_at=at,
        amount_minor=abs(minor) if side == "收入" else -abs(minor),
        outside_ref=cell("微信支付业务单号")[:64],
        our_ref=cell("业务凭证号")[:64],
        mark=cell("资金流水单号")[:64],
        balance_minor=balance,
    )


def _gap(lines: Sequence[Read], claims: Mapping[str, object]) -> int | None:
    """Where it does not add up: 0 for its sums, else the row whose balance does not follow."""
    if not claims:
        return 0
    try:
        count = int(text_of(claims.get(_SUMS, "")) or 0)
        came, left = minor_of(claims.get("收入金额", "")), minor_of(claims.get("支出金额", ""))
    except ValueError:
        return 0
    into = sum(line.amount_minor for line in lines if line.amount_minor > 0)
    out = -sum(line.amount_minor for line in lines if line.amount_minor < 0)
    if (count, came or 0, left or 0) != (len(lines), into, out):
        return 0
    return follows(lines)
