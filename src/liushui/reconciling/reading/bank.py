"""A bank's list of an account: whichever titles its columns have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liushui.reconciling.reading.cells import Row, folded, minor_of, moment_of, text_of
from liushui.reconciling.reading.papers import Paper, Read, gap_in
from liushui.reconciling.reading.refusals import (
    RowUnreadable,
    StatementForeign,
    StatementOfAnother,
    StatementUnreadable,
)
from liushui.reconciling.states import Form, LineKind

# Each column by its titles, the first that fits; a title counts once.
_TITLES: Mapping[str, str] = {
    "day": r"(交易|记账|入账|业务|账务)?日期|交易日|(交易|记账|入账)时间|bookingdate|"
    r"transactiondate|date",
    "time": r"(交易|记账)?时间|交易时分秒|time",
    "credit": r"贷方发生额|贷方金额|贷方|收入金额|收入|存入金额|存入|转入金额|来账金额|收款金额|"
    r"credit(amount)?|moneyin",
    "debit": r"借方发生额|借方金额|借方|支出金额|支出|支取金额|取出|转出金额|往账金额|付款金额|"
    r"debit(amount)?|moneyout",
    "amount": r"发生额|交易金额|金额|amount",
    "flag": r"(借贷|收支|来往账)(标[志识]|方向)?|借/贷|收/支|资金流向|"
    r"交易类型|交易方向|方向|drcr|dc",
    "balance": r"(账户|本次|交易后|当前)?余额|balance",
    "sender": r"对方(户名|名称|账户名称?|账号名称|单位(名称)?|姓名)|对手方?户名|"
    r"交易对手(名称|户名)|"
    r"收付款?[方人](名称|户名)|counterparty(name)?",
    "payer": r"付款人(名称|户名)|付款方(名称|户名)",
    "account": r"对方[账帐][号户]|对手方?账号|交易对手账号|收付款?[方人]账号|counterpartyaccount",
    "payer_account": r"付款[人方]账号",
    "serial": r"(交易|银行|核心|企业|账务)?流水号?|交易序号|业务编号|交易编号|交易参考号|reference|"
    r"transactionid",
    "currency": r"币种|交易货币|货币|currency",
}
_TEXTS = re.compile(
    r"摘要|附言|用途|备注|交易附言|客户附言|个性化信息|说明|交易说明|交易摘要|remark|description|memo"
)
_IN, _OUT = frozenset("贷收入存来cC+"), frozenset("借支出取付往dD-")
_YUAN = frozenset({"", "人民币", "人民币元", "cny", "rmb", "156", "01", "元"})
_TOTALS = re.compile(r"合计|总计|小计|汇总|累计|total|笔数|期[初末]|余额")
_OWN_NUMBER = re.compile(
    r"(?:账号|帐号|账户号|卡号|account(?:no\.?|number)?)[:：]?\s*(\d[\d\s-]{7,30})"
)
_SEARCHED = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands, counted from zero; ``texts`` are all columns of words."""

    at: Mapping[str, int]
    texts: Sequence[int] = field(default_factory=tuple)

    def cell(self, row: Row, name: str) -> object:
        place = self.at.get(name)
        return row[place] if place is not None and place < len(row) else ""

    def words(self, row: Row) -> str:
        found = [text_of(row[place]) for place in self.texts if place < len(row)]
        return " ".join(word for word in dict.fromkeys(found) if word)[:300]


def understand(rows: Sequence[Row], number: str) -> Paper:
    """Read the list of the account with this number.

    Raises ``StatementUnreadable``, ``RowUnreadable``, ``StatementOfAnother``,
    ``StatementForeign``.
    """
    header, columns = _header(rows)
    _require_own(rows[:header], number)
    lines = []
    for place, row in enumerate(rows[header + 1 :], header + 2):
        line = _line(row, place, columns)
        if line is not None:
            lines.append(line)
    days = [line.happened_at.date() for line in lines]
    first, last = (min(days), max(days)) if days else (None, None)
    return Paper(Form.BANK_SHEET, tuple(lines), first, last, gap_in(lines))


def _header(rows: Sequence[Row]) -> tuple[int, Columns]:
    for place, row in enumerate(rows[:_SEARCHED]):
        columns = _columns(row)
        has_money = {"credit", "debit"} <= set(columns.at) or "amount" in columns.at
        if "day" in columns.at and has_money:
            return place, columns
    raise StatementUnreadable


def _columns(row: Row) -> Columns:
    titles = [folded(cell) for cell in row]
    found: dict[str, int] = {}
    for name, words in _TITLES.items():
        fits = re.compile(words)
        places = [n for n, t in enumerate(titles) if t and fits.fullmatch(t)]
        free = [n for n in places if n not in found.values()]
        if free:
            found[name] = free[0]
    taken = set(found.values())
    texts = [n for n, t in enumerate(titles) if n not in taken and t and _TEXTS.match(t)]
    return Columns(found, texts)


def _require_own(above: Sequence[Row], number: str) -> None:
    """What stands above the list may say whose it is; then it must be this account's."""
    said = " ".join(text_of(cell) for row in above for cell in row)
    numbers = [re.sub(r"\D", "", found) for found in _OWN_NUMBER.findall(said)]
    if numbers and not any(number.endswith(one) or one.endswith(number) for one in numbers):
        raise StatementOfAnother(tail=numbers[0][-4:])


def _line(row: Row, place: int, columns: Columns) -> Read | None:
    at = moment_of(columns.cell(row, "day"), columns.cell(row, "time"))
    words = "".join(text_of(cell) for cell in row)
    if at is None and (not words or _TOTALS.search(words)):
        return None
    try:
        amount = _amount(row, columns)
        balance = minor_of(columns.cell(row, "balance"))
    except ValueError:
        raise RowUnreadable(row=place) from None
    if at is None:
        if amount is None:
            return None  # a note below the list
        raise RowUnreadable(row=place)
    if amount is None:
        raise RowUnreadable(row=place)
    if folded(columns.cell(row, "currency")) not in _YUAN:
        raise StatementForeign(row=place)
    if amount == 0:
        return None  # 0.00 is written for enquiries and moves nothing
    came = amount > 0
    sender = columns.cell(row, "sender") or (columns.cell(row, "payer") if came else "")
    account = columns.cell(row, "account") or (columns.cell(row, "payer_account") if came else "")
    return Read(
        row=place,
        kind=LineKind.INTO if came else LineKind.OUT,
        happened_at=at,
        amount_minor=amount,
        outside_ref=text_of(columns.cell(row, "serial"))[:64],
        sender=text_of(sender)[:120],
        sender_account=text_of(account)[:40],
        text=columns.words(row),
        balance_minor=balance,
    )


def _amount(row: Row, columns: Columns) -> int | None:
    """Above zero for what came in. A reversal stands in its own column with a minus."""
    if "amount" not in columns.at or {"credit", "debit"} <= set(columns.at):
        came = minor_of(columns.cell(row, "credit"))
        left = minor_of(columns.cell(row, "debit"))
        if came is None and left is None:
            return None
        return (came or 0) - (left or 0)
    amount = minor_of(columns.cell(row, "amount"))
    flag = set(folded(columns.cell(row, "flag")))
    if amount is None or amount < 0 or not flag:
        return amount
    if flag & _OUT and not flag & _IN:
        return -amount
    if flag & _IN and not flag & _OUT:
        return amount
    raise ValueError("neither in nor out")
