"""A payment as the second person sees it: before, after, whose money, what was checked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.disbursing import queries
from liushui.disbursing.views.wishes import free_for
from liushui.ledger.queries import balance

if TYPE_CHECKING:
    from liushui.disbursing.models import Disbursement


def approval_of(one: "Disbursement", why_error: str) -> Mapping[str, Any]:
    """The payment as the approval component shows it: before, after, checks, whose money."""
    agreement = one.agreement
    purse = balance(agreement.source_fund_id)
    free, reserved = free_for(one, purse)
    left = agreement.ceiling_minor - queries.promised_minor(agreement)
    receiver = agreement.to_org
    tail = receiver.bank_account_tail
    return {
        "title": _("Approve the payment %(reference)s") % {"reference": one.reference},
        "payee": in_reader_language(receiver.name, receiver.name_en),
        "account": _("Account ending in %(tail)s") % {"tail": tail} if tail else "",
        "minor": one.amount_minor,
        "purpose": in_reader_language(one.purpose, one.purpose_en),
        "changes_title": agreement.project.number,
        "changes": _changes(one, (free, reserved, left)),
        "whose": _(
            "The money that came first goes out first. Its givers will see this payment on "
            "their own pages."
        ),
        "checks": _checks(one, free, left),
        "action": reverse("disbursing:decide", args=[one.reference]),
        "why_error": why_error,
        "can_return": False,
        "more": "disbursing/pin.html" if one.wishes else "",
    }


def _changes(one: "Disbursement", now: tuple[int, int, int]) -> Sequence[Mapping[str, Any]]:
    free, reserved, left = now
    amount = one.amount_minor
    return [
        {"mark": "wait", "label": _("Waiting"), "before": free, "after": free - amount},
        {
            "mark": "transit",
            "label": _("On its way"),
            "before": reserved,
            "after": reserved + amount,
        },
        {
            "mark": "",
            "label": _("Left under the agreement"),
            "before": left + amount,
            "after": left,
        },
    ]


def _checks(one: "Disbursement", free: int, left: int) -> Sequence[Mapping[str, str]]:
    agreement = one.agreement
    enough = free >= one.amount_minor
    return [
        {
            "state": "",
            "text": _("The receiver is the one in agreement %(number)s")
            % {"number": agreement.number},
            "href": reverse("disbursing:agreement", args=[agreement.number]),
        },
        {
            "state": "" if left >= 0 else "no",
            "text": _("It stays within the agreement's ceiling"),
        },
        {
            "state": "" if enough else "no",
            "text": _("The fund holds enough") if enough else _("The fund does not hold enough"),
        },
        {"state": "", "text": _("Another person drafted it")},
        *_of_line(one),
        *_further(one),
    ]


def _of_line(one: "Disbursement") -> Sequence[Mapping[str, str]]:
    """A budget that was filed is a plan: going beyond a line is for people to weigh."""
    if one.budget_line is None:
        return ()
    fits = queries.left_on_line(one.budget_line) >= 0
    words = _("It stays within its budget line") if fits else _("It goes beyond its budget line")
    return [{"state": "" if fits else "open", "text": words}]


def _further(one: "Disbursement") -> Sequence[Mapping[str, str]]:
    """Where others decide too: which step this is of how many."""
    if len(one.steps) == 1:
        return ()
    step = len(queries.approvals_of(one)) + 1
    words = _("This is step %(step)s of %(steps)s; the money is held back after the last")
    return [{"state": "", "text": words % {"step": step, "steps": len(one.steps)}}]
