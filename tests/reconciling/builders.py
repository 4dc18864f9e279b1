"""Accounts, the bills and lists of their keepers, and two people who work on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liushui.giving.services.settling import Settled, settle
from liushui.kernel.clock import CHINA, day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.payments.provider import Transaction
from liushui.reconciling.services.accounts import NewAccount, open_account, show_to_donors
from liushui.reconciling.services.keeping import Delivered, read_in
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.models import Organisation
    from liushui.projects.models import Project
    from liushui.reconciling.models import Account, Statement

MERCHANT, BANK = "1900000109", "4410010040001234"
TODAY = day_of(giving.now())
# The day that bills tell of: one that is over.
DAY = TODAY - timedelta(days=1)
HEADS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
MOVED_HEADS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Wang drafts, Zhao approves; both serve the charity."""

    body: "Organisation"
    project: "Project"
    wang: Actor
    zhao: Actor


def a_charity() -> Staff:
    """A charity with an open project and its two people."""
    project = giving.project()
    body = project.organisation
    parties.holder(parties.wang(), body, Right.MONEY_DRAFT, Right.MONEY_PAY)
    parties.holder(parties.zhao(), body, Right.MONEY_APPROVE)
    wang, zhao = (_found(phone) for phone in ("13800000002", "13800000003"))
    return Staff(body, project, wang, zhao)


def _found(phone: str) -> Actor:
    from liushui.parties.queries import person_by_phone

    found = person_by_phone(phone)
    assert found is not None
    return actor_for(found.pk, TODAY)


def at_wechat(staff: Staff, since: date = date(2026, 1, 1)) -> "Account":
    asked = NewAccount("wechat", MERCHANT, "基金会", since=since)
    return open_account(staff.zhao, staff.body.pk, asked, at=giving.now())


def at_bank(staff: Staff) -> "Account":
    asked = NewAccount(
        "bank", BANK, "第1基金会", "某银行某支行", takes_transfers=True, since=date(2026, 1, 1)
    )
    account = open_account(staff.zhao, staff.body.pk, asked, at=giving.now())
    return show_to_donors(staff.wang, account.pk, at=giving.now())


@dataclass(frozen=True, slots=True)
class Paid:
    """A line of the provider's bill."""

    reference: str
    number: str
    minor: int
    fee: str = "0.00000"
    status: str = "SUCCESS"


def bill(*lines: Paid, on: date = DAY) -> bytes:
    """The provider's bill of a day, with its sums."""
    rows = [HEADS]
    for line in lines:
        yuan = f"{line.minor / 100:.2f}"
        rows.append(
            f"`{on} 09:10:11,`wx1,`{MERCHANT},`0,`,`{line.number},`{line.reference},`o1,`NATIVE,"
            f"`{line.status},`OTHERS,`CNY,`{yuan},`0.00,`0,`0,`0.00,`0.00,`,`,`校车,`,`{line.fee},"
            f"`0.60%,`{yuan},`0.00,`"
        )
    total = f"{sum(line.minor for line in lines) / 100:.2f}"
    rows += [SUMS, f"`{len(lines)},`{total},`0.00,`0.00,`0.00000,`{total},`0.00"]
    return "\n".join(rows).encode()


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement of the account: what it is called there, its sum, and both numbers."""

    named: str
    minor: int
    number: str = ""
    reference: str = ""


def movements(*moved: Moved, on: date = DAY, balance: int = 0, at: str = "09:10:11") -> bytes:
    """The provider's bill of movements of a day, with its sums."""
    rows = [MOVED_HEADS]
    for n, one in enumerate(moved):
        balance += one.minor
        side = "收入" if one.minor > 0 else "支出"
        rows.append(
            f"`{on} {at},`{one.number},`F{n},`{one.named},`{one.named},`{side},"
            f"`{abs(one.minor) / 100:.2f},`{balance / 100:.2f},`system,`,`{one.reference}"
        )
    came = [one.minor for one in moved if one.minor > 0]
    left = [-one.minor for one in moved if one.minor < 0]
    rows += [
        "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
        f"`{len(moved)},`{len(came)},`{sum(came) / 100:.2f},`{len(left)},`{sum(left) / 100:.2f}",
    ]
    return "\n".join(rows).encode()


def bank_list(*rows: tuple[str, str, str, str], on: date = TODAY) -> bytes:
    """A bank's list: in, out, sender, words."""
    lines = ["日期,收入,支出,对方户名,附言,流水号"]
    lines += [f"{on},{row[0]},{row[1]},{row[2]},{row[3]},N{n}" for n, row in enumerate(rows)]
    return "\n".join(lines).encode("gb18030")


def read(
    staff: Staff,
    account: "Account",
    content: bytes,
    days: tuple[date | None, date | None] = (None, None),
) -> "Statement":
    return read_in(staff.wang, account.pk, Delivered(content, days), at=giving.now())


def told(
    order: "GiftOrder", number: str, *, minor: int | None = None, at: datetime | None = None
) -> Settled:
    """The provider's call-back came: it was paid today at nine."""
    paid_at = at or datetime.combine(DAY, datetime.min.time(), tzinfo=CHINA)
    said = Transaction(
        order=order.reference, transaction_id=number, state="SUCCESS", merchant_id=MERCHANT,
        app_id="wx1", amount_minor=minor or order.amount_minor, currency="CNY", paid_at=paid_at,
    )  # fmt: skip
    from django.db import transaction

    from liushui.giving.models import GiftOrder

    with transaction.atomic():
        GiftOrder.objects.filter(pk=order.pk, merchant_id="").update(merchant_id=MERCHANT)
        return settle(said, _Us(), at=giving.now())


@dataclass(frozen=True, slots=True)
class _Us:
    merchant_id: str = MERCHANT
    app_id: str = "wx1"


def kinds_of(differences: Iterable[object]) -> list[tuple[str, str]]:
    return [(one.kind, one.cause) for one in differences]  # type: ignore[attr-defined]
