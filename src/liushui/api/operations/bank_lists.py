"""Lists of payments for a bank, its results, and the steps that an organisation's payments need."""

from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liushui.api.deeds import A_FILE, whole
from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.bank_lists import (
    ApprovalRulesTold,
    ApprovalRuleTaken,
    BankFileTold,
    BankListsTold,
    BankListTaken,
    BankListTold,
    RuleVerdictTaken,
    told_approval_rule,
    told_list,
    told_whole_list,
)
from liushui.api.shapes.money_out import PaymentsPage, told_payment
from liushui.disbursing import queries, services
from liushui.disbursing.states import BankFormat
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import Right, holders_of
from liushui.parties.queries import organisation_for

if TYPE_CHECKING:
    from liushui.disbursing.models import PaymentBatch
    from liushui.parties.actors import Actor

_PAYERS = holders_of(Right.MONEY_PAY)
_APPROVERS = holders_of(Right.MONEY_APPROVE)
_MEDIA = {
    BankFormat.CSV: "text/csv; charset=utf-8",
    BankFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
room = Room("bank-lists", _("Lists for the bank, and steps of approval"))


def _to_list(actor: "Actor") -> PaymentsPage:
    due = queries.payments_to_list(actor)
    return PaymentsPage(payments=[told_payment(one) for one in due], next=None)


def _lists(actor: "Actor") -> BankListsTold:
    return BankListsTold(lists=[told_list(one) for one in queries.batches_of(actor)])


def _whole(actor: "Actor", reference: str) -> BankListTold:
    found = queries.batch_for(actor, reference)
    return told_whole_list(found, queries.rows_of_batch(found), queries.results_of_batch(found))


def _file(read: "tuple[PaymentBatch, bytes]") -> BankFileTold:
    found, content = read
    return BankFileTold(
        name=f"{found.reference}.{found.form}",
        media_type=_MEDIA[BankFormat(found.form)],
        sha256=found.digest,
        content_base64=b64encode(content).decode(),
    )


def _sheet(results: bytes) -> bytes:
    return results


def _rules(actor: "Actor") -> ApprovalRulesTold:
    known = queries.rules_known_to(actor)
    return ApprovalRulesTold(rules=[told_approval_rule(one, actor.name) for one in known])


def _propose(actor: "Actor", code: str, asked: ApprovalRuleTaken, *, at: datetime) -> object:
    wanted = services.RuleAsked(asked.from_amount, asked.steps, asked.region)
    body = organisation_for(actor, code)
    return services.propose_approval_rule(actor, body.pk, wanted, at=at)


room.shows(
    "own/payments-to-list", "payments-to-list", _PAYERS, _to_list,
    summary=_("Approved payments that can go into a list"),
    about=_("Oldest first, the first 500."),
)  # fmt: skip
room.shows(
    "bank-lists", "bank-lists", _PAYERS, _lists,
    summary=_("The newest lists for the bank"),
    about=_("Of the organisations that one pays for, with control totals."),
)  # fmt: skip


@room.writes(
    "bank-lists", "bank-list-make", access=_PAYERS, answers=BankListTold,
    summary=_("Make a list for the bank"),
    about=_("All of one payer. From then on they count as ordered; none stands in two lists."),
)  # fmt: skip
def bank_list_make(request: HttpRequest, asked: BankListTaken) -> BankListTold:
    actor, at = actor_of(request), timezone.now()
    wanted = services.BatchAsked(new_reference(day_of(at)), asked.payments, asked.form)
    made = services.make_batch(actor, wanted, at=at)
    return _whole(actor, made.reference)


room.shows(
    "bank-lists/{reference}", "bank-list", _PAYERS, _whole,
    summary=_("One list with its rows and what the bank said"),
    about=_("Account numbers stand in the file alone."),
)  # fmt: skip
room.does(
    "bank-lists/{reference}/file", "bank-list-file", _PAYERS, services.read_batch_file,
    tells=_file, is_kept=False,
    summary=_("The list's file, as it was made"),
    about=_("It holds whole account numbers: each reading is recorded, and no answer is kept."),
)  # fmt: skip
room.does(
    "bank-lists/{reference}/results", "bank-list-results", _PAYERS, services.bring_results,
    files={"results": A_FILE}, into=_sheet, shows=_whole,
    summary=_("Bring the bank's results"),
    about=_("A form with a file. Each row alone: booked, or the code of why not."),
)  # fmt: skip
room.shows(
    "approval-rules", "approval-rules", _APPROVERS, _rules,
    summary=_("The steps that one's organisation asks of its payments"),
    about=_("What holds, and what waits for a second person."),
)  # fmt: skip
room.does(
    "organisations/{code}/approval-rules", "approval-rule-propose", _APPROVERS, _propose,
    takes=ApprovalRuleTaken, gathers=whole, shows=_rules,
    summary=_("Propose steps from an amount on"),
    about=_("Rights, one after the other, each by another person. It holds once another agrees."),
)  # fmt: skip
room.does(
    "approval-rules/{int:key}/decide", "approval-rule-decide", _APPROVERS,
    services.decide_approval_rule, takes=RuleVerdictTaken, shows=_rules,
    summary=_("Agree to proposed steps, or decline them"),
    about=_("Whoever proposed them may only take them back."),
)  # fmt: skip
