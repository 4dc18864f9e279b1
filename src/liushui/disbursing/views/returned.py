"""What a bank sent back, on a payment's page: what was noted, what waits, and the form."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from liushui.disbursing import policies, queries
from liushui.disbursing.application_forms import ReturnForm
from liushui.disbursing.states import DisbursementState
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.disbursing.models import Disbursement
    from liushui.parties.actors import Actor


def return_facts(actor: "Actor", found: "Disbursement") -> Mapping[str, Any]:
    """What came back, what waits for a second person, and who may say what of it."""
    return {
        "returns": queries.returns_of(found),
        "waiting": _waiting(actor, found),
        "return_form": _form(actor, found),
    }


def _waiting(actor: "Actor", found: "Disbursement") -> Sequence[Mapping[str, Any]]:
    may_refuse = any(actor.holds(right, found.payer_id) for right in policies.BOOKERS)
    return [
        {"note": one, "can_book": policies.can_book_return(actor, one), "can_refuse": may_refuse}
        for one in queries.notes_of(found)
        if one.is_agreed is None
    ]


def _form(actor: "Actor", found: "Disbursement") -> ReturnForm | None:
    is_paid = found.state == DisbursementState.PAID
    if not (is_paid and actor.holds(Right.MONEY_PAY, found.payer_id)):
        return None
    left = format_yuan(found.net_minor)
    return ReturnForm(initial={"amount": left, "returned_at": timezone.now()})
