"""The story's accounts: what the payment service and the bank told of the last week."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from liushui.config.simulators.wechat_pay.keys import MERCHANT_ID
from liushui.disbursing.queries import paid_between, uses_paid_between
from liushui.giving.queries import payments_between
from liushui.kernel.clock import CHINA, day_of
from liushui.parties.access import Right
from liushui.reconciling.queries.accounts import is_in
from liushui.reconciling.services.accounts import NewAccount, open_account, show_to_donors
from liushui.reconciling.services.counter import open_till
from liushui.reconciling.services.keeping import Delivered, read_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.config.demo.stage import Stage
    from liushui.disbursing.models import Disbursement, Expenditure
    from liushui.giving.models import Payment
    from liushui.reconciling.models import Account

BODY = "county"
DAYS = 7
# On these days, counted back, one payment is missing there and one is unknown here.
LACKS_THERE, LACKS_HERE = 3, 2
BANK_NUMBER = "9900100200300202"
_TITLES = (
    "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,"
    "商户退款单号,退款金额,手续费,订单金额"
)
_SUMS = "总交易单数,应结订单总金额,退款总金额,手续费总金额,订单总金额"


def keep_accounts(stage: "Stage") -> None:
    """A week of bills, a week of the bank's list, and a cash box that is still empty."""
    at, today = now(), stage.plan.day
    body = stage.bodies[BODY]
    keeper = stage.actor(BODY, Right.MONEY_APPROVE, today)
    worker = stage.actor(BODY, Right.MONEY_DRAFT, today)
    first = today - timedelta(days=DAYS)
    asked = NewAccount("wechat", MERCHANT_ID, body.name, since=first)
    wechat = open_account(keeper, body.pk, asked, at=at)
    asked = NewAccount("bank", BANK_NUMBER, body.name, "汀石银行禾溪支行", True, first)
    bank = open_account(keeper, body.pk, asked, at=at)
    show_to_donors(worker, bank.pk, at=at)
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        bill = Delivered(_bill(wechat, day, back), (day, day), is_fetched=True)
        read_in(worker, wechat.pk, bill, at=at)
    listed = Delivered(_list(body.pk, first, today), (first, today - timedelta(days=1)))
    read_in(worker, bank.pk, listed, at=at)
    open_till(keeper, body.pk, "办事大厅", at=at)


def _bill(account: "Account", day: date, back: int) -> bytes:
    """The day's bill as the payment service writes it."""
    begin = datetime.combine(day, time.min, tzinfo=CHINA)
    every = payments_between(account.kind, begin, begin + timedelta(days=1))
    paid = [one for one in every if is_in(account, one)]
    told = [_paid(account, one) for one in (paid[1:] if back == LACKS_THERE else paid)]
    if back == LACKS_HERE:
        told.append(_row(account, begin + timedelta(hours=15), "4200990099", "YIMAI-01", 66_00))
    total = _yuan(sum(minor for _row_text, minor in told))
    rows = [_TITLES, *(text for text, _minor in told)]
    rows += [_SUMS, f"`{len(told)},`{total},`0.00,`0.00,`{total}"]
    return "\n".join(rows).encode()


def _paid(account: "Account", one: "Payment") -> tuple[str, int]:
    return _row(account, one.paid_at, one.transaction_id, one.order.reference, one.amount_minor)


def _row(account: "Account", at: datetime, number: str, ours: str, minor: int) -> tuple[str, int]:
    yuan = _yuan(minor)
    said = (
        f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}", "wx-demo", account.number, number, ours,
        "SUCCESS", "CNY", yuan, "0", "0", "0.00", "0.00", yuan,
    )  # fmt: skip
    return ",".join(f"`{word}" for word in said), minor


def _list(organisation_id: int, first: date, today: date) -> bytes:
    """The bank's list of the week: payments out, a transfer without a code, interest."""
    begin, end = (datetime.combine(day, time.min, tzinfo=CHINA) for day in (first, today))
    rows = ["日期,交易时间,收入,支出,对方户名,附言,流水号"]
    rows += _gone(paid_between(organisation_id, begin, end))
    rows += [_used(use, noon) for use, noon in uses_paid_between(organisation_id, begin, end)]
    rows += [
        f"{today - timedelta(days=4)},09:12:00,300.00,,章女士,给孩子们,HX0400",
        f"{today - timedelta(days=1)},23:30:00,1.86,,,结息,HX0401",
    ]
    return "\n".join(rows).encode("gb18030")


def _gone(paid: "Sequence[Disbursement]") -> list[str]:
    return [
        f"{day_of(one.paid_at or one.drafted_at)},10:00:00,,{_yuan(one.amount_minor)},"
        f"{one.agreement.to_org.name},拨付,{one.bank_ref}"
        for one in paid
    ]


def _used(one: "Expenditure", at: datetime) -> str:
    sum_, payee = _yuan(one.amount_minor), one.payee_label
    return f"{day_of(at)},10:30:00,,{sum_},{payee},{one.label},{one.bank_ref}"


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
