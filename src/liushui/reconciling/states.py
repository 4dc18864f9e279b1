"""Kinds of accounts, lines and differences; the lives of a difference, a cheque and a count."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountKind(models.TextChoices):
    BANK = "bank", pgettext_lazy("account", "Bank account")
    WECHAT = "wechat", pgettext_lazy("account", "WeChat Pay")
    ALIPAY = "alipay", pgettext_lazy("account", "Alipay")


PROVIDERS = frozenset({AccountKind.WECHAT, AccountKind.ALIPAY})


class Form(models.TextChoices):
    """In which form a statement came."""

    WECHAT_BILL = "wechat_bill", _("WeChat Pay's daily bill")
    ALIPAY_BILL = "alipay_bill", _("Alipay's daily bill")
    WECHAT_FUNDS = "wechat_funds", _("WeChat Pay's movements of a day")
    ALIPAY_FUNDS = "alipay_funds", _("Alipay's movements of a day")
    BANK_SHEET = "bank_sheet", _("A bank's list")
    CAMT053 = "camt053", "camt.053"


class LineKind(models.TextChoices):
    PAYMENT = "payment", pgettext_lazy("line of a statement", "Payment")
    REFUND = "refund", pgettext_lazy("line of a statement", "Refund")
    INTO = "into", pgettext_lazy("line of a statement", "Came in")
    OUT = "out", pgettext_lazy("line of a statement", "Went out")
    FLOW_TRADE = "flow_trade", pgettext_lazy("movement", "Payment moved")
    FLOW_BACK = "flow_back", pgettext_lazy("movement", "Refund moved")
    FLOW_FEE = "flow_fee", pgettext_lazy("movement", "Fee kept or given back")
    FLOW_OUT = "flow_out", pgettext_lazy("movement", "Paid out to a bank")
    FLOW_ELSE = "flow_else", pgettext_lazy("movement", "Another movement")


# What moved in a payment service's account: it tells of the same money once more than its bill.
FLOWS = frozenset(
    {
        LineKind.FLOW_TRADE,
        LineKind.FLOW_BACK,
        LineKind.FLOW_FEE,
        LineKind.FLOW_OUT,
        LineKind.FLOW_ELSE,
    }
)
MOVEMENTS = frozenset({Form.WECHAT_FUNDS, Form.ALIPAY_FUNDS})


class MatchKind(models.TextChoices):
    """With what of ours a line agrees."""

    PAYMENT = "payment", pgettext_lazy("match", "A gift")
    DISBURSEMENT = "disbursement", pgettext_lazy("match", "A payment that went out")
    REFUND = "refund", pgettext_lazy("match", "A refund")
    RETURN = "return", pgettext_lazy("match", "A payment that came back")
    LIST = "list", pgettext_lazy("match", "A list of payments, in one sum")
    PROVIDER = "provider", pgettext_lazy("match", "A payment to the provider of a personal appeal")
    SENT_BACK = "sent_back", pgettext_lazy("match", "What the provider of an appeal sent back")
    USE = "use", pgettext_lazy("match", "A use that was paid")
    COUNT = "count", pgettext_lazy("match", "Cash that was counted")
    BILLED = "billed", pgettext_lazy("match", "A line of the bill")
    FEE = "fee", pgettext_lazy("match", "The fee of a line of the bill")
    PAYOUT = "payout", pgettext_lazy("match", "A pay-out from a payment service to a bank")
    EXPLAINED = "explained", pgettext_lazy("match", "Explained by a person")


# What another module moved: named by its reference (``disbursing.elsewhere``).
MOVED = (MatchKind.PROVIDER, MatchKind.SENT_BACK, MatchKind.USE)
OF_A_LINE = (MatchKind.BILLED, MatchKind.FEE, MatchKind.PAYOUT)


class DifferenceKind(models.TextChoices):
    THEY_HAVE = "they_have", _("They have it, we lack it")
    WE_HAVE = "we_have", _("We have it, they lack it")
    AMOUNT = "amount", _("The amount differs")
    UNKNOWN_IN = "unknown_in", _("Money came in and nobody knows what for")
    UNKNOWN_OUT = "unknown_out", _("Money went out and nobody knows what for")
    DOUBLE = "double", _("It came twice")
    FEE = "fee", _("A fee was kept")
    SUM = "sum", _("The statement does not agree with itself")
    UNMOVED = "unmoved", _("The bill names it, and no money moved")
    MOVED = "moved", _("Money moved that the bill does not name")
    SHORT = "short", _("A cash box does not hold what was taken")


class Cause(models.TextChoices):
    """What is likely behind a difference: said to whoever decides, never acted on alone."""

    LATE_CALL_BACK = "late_call_back", _("The call-back is late or never came. Ask the provider.")
    CLOSED_ORDER = "closed_order", _("It was paid after the order had closed here.")
    ELSEWHERE = "elsewhere", _("No order of ours has this number: it was paid by another way.")
    NOT_BOOKED_YET = "not_booked_yet", _("It may stand in the next day's statement.")
    UNDONE = "undone", _("It may have been undone there. Ask the provider.")
    CODE_OTHER_AMOUNT = (
        "code_other_amount",
        _("The code names an order of another amount: the giver sent more or less."),
    )
    LOOKS_LIKE = "looks_like", _("An order that is waited for has the same amount.")
    NO_CODE = "no_code", _("No code and no order that fits: ask the bank or the sender.")
    PAID_AGAIN = "paid_again", _("The same order was paid before: the sender may want it back.")
    OWN_PAYOUT = "own_payout", _("It looks like a pay-out of a payment service to this account.")
    INTEREST = "interest", _("It looks like interest.")
    BANK_FEE = "bank_fee", _("It looks like a fee of the bank.")
    NOT_ORDERED = "not_ordered", _("No payment out of here has this number or this amount.")
    REFUND_UNKNOWN = "refund_unknown", _("Money went back that nobody here sent back.")
    KEPT_BY_PROVIDER = "kept_by_provider", _("The provider kept it of what it pays out.")
    BILL_LACKS = "bill_lacks", _("The bill of that day is not read yet, or it was cut.")
    NEXT_DAY = "next_day", _("It may move on the next day. Read that day's movements too.")
    HELD_BACK = "held_back", _("The payment service may hold it back. Ask it.")
    FEE_DIFFERS = "fee_differs", _("The fee that moved is not the one in the bill.")
    OTHER_FEE = "other_fee", _("A fee for something else than a payment.")
    ON_ITS_WAY = (
        "on_its_way",
        _("It left the payment service; no bank's list shows its arrival yet."),
    )
    MOVED_THERE = (
        "moved_there",
        _("Somebody moved it at the payment service. Ask who runs that account."),
    )
    LOOKS_RETURNED = (
        "looks_returned",
        _("A payment of this sum was made: its bank may have sent it back."),
    )
    NOT_AT_BANK = (
        "not_at_bank",
        _("No list of the bank names it: it may not have left, or sum or day differ on the slip."),
    )
    LOOKS_AGREED = (
        "looks_agreed",
        _("A payment of this sum was agreed to, or a use reported: its last step may be missing."),
    )
    COUNTED = (
        "counted",
        _("Two people counted another sum. Somebody else than who counted first settles it."),
    )
    CUT = "cut", _("Lines are missing or were changed: fetch the statement again.")


class DifferenceState(models.TextChoices):
    OPEN = "open", pgettext_lazy("difference", "Open")
    PROPOSED = "proposed", pgettext_lazy("difference", "Waits for a second person")
    CLEARED = "cleared", pgettext_lazy("difference", "Cleared up by itself")
    EXPLAINED = "explained", pgettext_lazy("difference", "Explained")
    BOOKED = "booked", pgettext_lazy("difference", "Booked")


MOVES: Mapping[str, frozenset[str]] = {
    DifferenceState.OPEN: frozenset(
        {DifferenceState.PROPOSED, DifferenceState.CLEARED, DifferenceState.EXPLAINED}
    ),
    DifferenceState.PROPOSED: frozenset(
        {DifferenceState.OPEN, DifferenceState.BOOKED, DifferenceState.CLEARED}
    ),
    DifferenceState.CLEARED: frozenset(),
    DifferenceState.EXPLAINED: frozenset(),
    DifferenceState.BOOKED: frozenset(),
}
WAITING = frozenset({DifferenceState.OPEN, DifferenceState.PROPOSED})


class Act(models.TextChoices):
    """What a person proposes to book."""

    NONE = "", ""
    ORDER = "order", pgettext_lazy("act", "Book it for the order that it looks like")
    GIFT = "gift", pgettext_lazy("act", "Book it as a gift to a project")
    FEE = "fee", pgettext_lazy("act", "Book it as a fee")


class CounterKind(models.TextChoices):
    CASH = "cash", pgettext_lazy("counter", "Cash")
    CHEQUE = "cheque", pgettext_lazy("counter", "Cheque")


class CounterState(models.TextChoices):
    TAKEN = "taken", pgettext_lazy("counter", "Taken")
    AT_BANK = "at_bank", pgettext_lazy("counter", "Handed to the bank")
    CLEARED = "cleared", pgettext_lazy("counter", "Cleared")
    BOUNCED = "bounced", pgettext_lazy("counter", "Bounced")


COUNTER_MOVES: Mapping[str, frozenset[str]] = {
    CounterState.TAKEN: frozenset(),
    CounterState.AT_BANK: frozenset({CounterState.CLEARED, CounterState.BOUNCED}),
    CounterState.CLEARED: frozenset(),
    CounterState.BOUNCED: frozenset(),
}


class CountState(models.TextChoices):
    COUNTED = "counted", pgettext_lazy("count", "Waits for a second count")
    AGREED = "agreed", pgettext_lazy("count", "Counted by two")


COUNT_MOVES: Mapping[str, frozenset[str]] = {
    CountState.COUNTED: frozenset({CountState.AGREED}),
    CountState.AGREED: frozenset(),
}


class DayState(models.TextChoices):
    """What a day of an account is: green, or why not."""

    GREEN = "green", pgettext_lazy("day of an account", "Agrees")
    UNMOVED = "unmoved", pgettext_lazy("day of an account", "The movements are not read yet")
    OPEN = "open", pgettext_lazy("day of an account", "Differences are open")
    ABSENT = "absent", pgettext_lazy("day of an account", "No statement yet")
    QUIET = "quiet", pgettext_lazy("day of an account", "Nothing happened")
    AHEAD = "ahead", pgettext_lazy("day of an account", "Not over yet")
