"""Lists of payments for a bank, its results, and the steps that an organisation's payments need."""

from base64 import b64encode
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File
from ninja.files import UploadedFile

from liushui.api.operations.asking import actor_of, body_named
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
from liushui.api.shapes.values import Code
from liushui.disbursing import queries, services
from liushui.disbursing.bank_sheets import MOST_BYTES
from liushui.disbursing.states import BankFormat
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import Right, holders_of

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_PAYERS = holders_of(Right.MONEY_PAY)
_APPROVERS = holders_of(Right.MONEY_APPROVE)
_MEDIA = {
    BankFormat.CSV: "text/csv; charset=utf-8",
    BankFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
room = Room("bank-lists", _("Lists for the bank, and steps of approval"))


@room.reads(
    "own/payments-to-list", "payments-to-list", access=_PAYERS, answers=PaymentsPage,
    summary=_("Approved payments that can go into a list"),
    about=_("Oldest first, the first 500."),
)  # fmt: skip
def payments_to_list(request: HttpRequest) -> PaymentsPage:
    due = queries.payments_to_list(actor_of(request))
    return PaymentsPage(payments=[told_payment(one) for one in due], next=None)


@room.reads(
    "bank-lists", "bank-lists", access=_PAYERS, answers=BankListsTold,
    summary=_("The newest lists for the bank"),
    about=_("Of the organisations that one pays for, with control totals."),
)  # fmt: skip
def bank_lists(request: HttpRequest) -> BankListsTold:
    return BankListsTold(lists=[told_list(one) for one in queries.batches_of(actor_of(request))])


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


@room.reads(
    "bank-lists/{reference}", "bank-list", access=_PAYERS, answers=BankListTold,
    summary=_("One list with its rows and what the bank said"),
    about=_("Account numbers stand in the file alone."),
)  # fmt: skip
def bank_list(request: HttpRequest, reference: str) -> BankListTold:
    return _whole(actor_of(request), reference)


@room.hands_out(
    "bank-lists/{reference}/file", "bank-list-file", access=_PAYERS, answers=BankFileTold,
    summary=_("The list's file, as it was made"),
    about=_("It holds whole account numbers: each reading is recorded, and no answer is kept."),
)  # fmt: skip
def bank_list_file(request: HttpRequest, reference: str) -> BankFileTold:
    found, content = services.read_batch_file(actor_of(request), reference, at=timezone.now())
    return BankFileTold(
        name=f"{found.reference}.{found.form}",
        media_type=_MEDIA[BankFormat(found.form)],
        sha256=found.digest,
        content_base64=b64encode(content).decode(),
    )


@room.writes(
    "bank-lists/{reference}/results", "bank-list-results", access=_PAYERS, answers=BankListTold,
    summary=_("Bring the bank's results"),
    about=_("A form with a file. Each row alone: booked, or the code of why not."),
)  # fmt: skip
def bank_list_results(
    request: HttpRequest, reference: str, results: File[UploadedFile]
) -> BankListTold:
    actor = actor_of(request)
    content = results.read(MOST_BYTES + 1)
    services.bring_results(actor, reference, content, at=timezone.now())
    return _whole(actor, reference)


@room.reads(
    "approval-rules", "approval-rules", access=_APPROVERS, answers=ApprovalRulesTold,
    summary=_("The steps that one's organisation asks of its payments"),
    about=_("What holds, and what waits for a second person."),
)  # fmt: skip
def approval_rules(request: HttpRequest) -> ApprovalRulesTold:
    return _rules(actor_of(request))


@room.writes(
    "organisations/{code}/approval-rules", "approval-rule-propose", access=_APPROVERS,
    answers=ApprovalRulesTold,
    summary=_("Propose steps from an amount on"),
    about=_("Rights, one after the other, each by another person. It holds once another agrees."),
)  # fmt: skip
def approval_rule_propose(
    request: HttpRequest, code: Code, asked: ApprovalRuleTaken
) -> ApprovalRulesTold:
    actor, body = actor_of(request), body_named(request, code)
    wanted = services.RuleAsked(asked.from_amount, asked.steps, asked.region)
    services.propose_approval_rule(actor, body.pk, wanted, at=timezone.now())
    return _rules(actor)


@room.writes(
    "approval-rules/{int:key}/decide", "approval-rule-decide", access=_APPROVERS,
    answers=ApprovalRulesTold,
    summary=_("Agree to proposed steps, or decline them"),
    about=_("Whoever proposed them may only take them back."),
)  # fmt: skip
def approval_rule_decide(
    request: HttpRequest, key: int, asked: RuleVerdictTaken
) -> ApprovalRulesTold:
    actor, at = actor_of(request), timezone.now()
    services.decide_approval_rule(actor, key, agrees=asked.agrees, at=at)
    return _rules(actor)


def _whole(actor: "Actor", reference: str) -> BankListTold:
    found = queries.batch_for(actor, reference)
    return told_whole_list(found, queries.rows_of_batch(found), queries.results_of_batch(found))


def _rules(actor: "Actor") -> ApprovalRulesTold:
    known = queries.rules_known_to(actor)
    return ApprovalRulesTold(rules=[told_approval_rule(one, actor.name) for one in known])
