"""Steps of approval by amount and region, tranches, applications, and what the bank sends back."""

import pytest
from django.db import IntegrityError, transaction

from liushui.base.states import MoveNotAllowed
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Approval, ApprovalRule, Disbursement, PaymentRequest
from liushui.disbursing.services import (
    AgreementTerms,
    AgreementText,
    PaymentAsked,
    RuleAsked,
    TrancheAsked,
    accept_report,
    approve_disbursement,
    ask_payment,
    decide_approval_rule,
    decline_request,
    draft_disbursement,
    make_agreement,
    propose_approval_rule,
    submit_report,
    waive_report,
    withdraw_request,
)
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from tests.disbursing.builders import (
    a_reference,
    an_agreement,
    drafted,
    paid,
)
from tests.disbursing.test_partner_reports import told
from tests.ledger.builders import give
from tests.parties.builders import holder, person
from tests.projects.builders import AT, TODAY

pytestmark = pytest.mark.django_db
TWO = ("money.approve", "money.pay")


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def a_rule(story, *steps, from_minor=0, region=""):
    """Proposed by Wang and agreed to by another who may approve."""
    asked = RuleAsked(from_minor, steps or TWO, region)
    rule = propose_approval_rule(story.decider, story.charity.pk, asked, at=AT)
    second = holder(person("秦岚"), story.charity, Right.MONEY_APPROVE)
    return decide_approval_rule(second, rule.pk, agrees=True, at=AT)


def test_a_payment_above_the_threshold_needs_each_step_by_another_person(story):
    give(story.project.fund, 100_000_00)
    a_rule(story, from_minor=50_000_00)
    agreement = an_agreement(story)
    small = drafted(story.drafter, agreement, 1_00)
    assert approve_disbursement(story.decider, small.reference, at=AT).state == "approved"

    large = drafted(story.drafter, agreement, 60_000_00)
    assert large.steps == list(TWO)
    after_one = approve_disbursement(story.decider, large.reference, at=AT)
    assert (after_one.state, after_one.awaits) == ("drafted", "money.pay")
    assert balance(story.project.fund_id).reserved == 1_00, "one step holds nothing back"
    approve_disbursement(story.decider, large.reference, at=AT)
    assert Approval.objects.filter(disbursement=large).count() == 1, "one person, one step"
    assert not policies.can_approve(story.decider, queries.disbursement_by_ref(large.reference))
    approver = holder(person("陈立群"), story.charity, Right.MONEY_APPROVE)
    with pytest.raises(NotAllowed):
        approve_disbursement(approver, large.reference, at=AT)
    cashier = holder(person("出纳"), story.charity, Right.MONEY_PAY)
    assert approve_disbursement(cashier, large.reference, at=AT).state == "approved"
    assert balance(story.project.fund_id).reserved == 60_001_00


def test_splitting_a_payment_does_not_lower_its_steps(story):
    give(story.project.fund, 100_000_00)
    a_rule(story, from_minor=50_000_00)
    agreement = an_agreement(story)
    assert drafted(story.drafter, agreement, 30_000_00).steps == ["money.approve"]
    assert drafted(story.drafter, agreement, 30_000_00).steps == list(TWO)


def test_splitting_over_agreements_with_one_receiver_does_not_either(story):
    give(story.project.fund, 100_000_00)
    a_rule(story, from_minor=50_000_00)
    first, second = an_agreement(story), an_agreement(story, purpose="午餐")
    assert drafted(story.drafter, first, 30_000_00).steps == ["money.approve"]
    assert drafted(story.drafter, second, 30_000_00).steps == list(TWO)
    other = make_agreement(
        story.decider, source=story.own_purse(), to_org_id=story.hospital.pk,
        text=AgreementText("救治"), ceiling_minor=500_000_00, signed_on=TODAY, at=AT,
    )  # fmt: skip
    assert drafted(story.drafter, other, 30_000_00).steps == ["money.approve"], "another receiver"


def test_the_strictest_rule_that_meets_amount_and_region_is_kept(story):
    a_rule(story, "money.approve", "books.seal", "money.pay", from_minor=0, region="9999")
    agreement = an_agreement(story)
    assert queries.steps_for(agreement, 1, AT) == ("money.approve",), "another region"
    a_rule(story, *TWO, from_minor=0)
    a_rule(story, "money.approve", from_minor=100_00)
    assert queries.steps_for(agreement, 200_00, AT) == TWO, "a higher amount never asks for less"
    a_rule(story, "money.approve", "project.edit", from_minor=0)
    assert queries.steps_for(agreement, 1, AT) == ("money.approve", "project.edit"), "replaced"
    assert ApprovalRule.objects.filter(state="replaced").count() == 1


def test_no_rule_is_set_by_one_person(story):
    asked = RuleAsked(0, TWO)
    rule = propose_approval_rule(story.decider, story.charity.pk, asked, at=AT)
    assert propose_approval_rule(story.decider, story.charity.pk, asked, at=AT) == rule
    with refusal("approval_rule_over"):
        propose_approval_rule(
            story.decider, story.charity.pk, RuleAsked(0, ["money.approve"]), at=AT
        )
    with refusal("approval_rule_by_you"):
        decide_approval_rule(story.decider, rule.pk, agrees=True, at=AT)
    for outsider in (story.drafter, story.partner_staff):
        with pytest.raises(NotFound):
            decide_approval_rule(outsider, rule.pk, agrees=True, at=AT)
    with pytest.raises(NotAllowed):
        propose_approval_rule(story.drafter, story.charity.pk, asked, at=AT)
    with pytest.raises(IntegrityError, match="approval_rule_"), transaction.atomic():
        ApprovalRule.objects.update(state="holds", agreed_by=story.decider.name, agreed_at=AT)
    assert decide_approval_rule(story.decider, rule.pk, agrees=False, at=AT).state == "declined"
    second = holder(person("秦岚"), story.charity, Right.MONEY_APPROVE)
    with refusal("approval_rule_over"):
        decide_approval_rule(second, rule.pk, agrees=True, at=AT)


@pytest.mark.parametrize(
    "asked",
    [
        RuleAsked(-1, TWO),
        RuleAsked(0, ["money.pay"]),
        RuleAsked(0, []),
        RuleAsked(0, ["money.approve"] * 6),
        RuleAsked(0, ["money.approve", "gift.read"]),
        RuleAsked(0, TWO, "四川"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(story, asked):
    with refusal("approval_rule_wrong"):
        propose_approval_rule(story.decider, story.charity.pk, asked, at=AT)


def test_the_database_lets_nobody_skip_a_step_or_take_two(story):
    give(story.project.fund, 100_00)
    a_rule(story)
    draft = drafted(story.drafter, an_agreement(story), 10_00)
    step = {"disbursement": draft, "at": AT}
    for broken, constraint in (
        ({"step": 1, "right": "money.approve", "by": story.drafter.name}, "approval_two_people"),
        ({"step": 2, "right": "money.pay", "by": "person:0"}, "approval_is_the_next_step"),
        ({"step": 1, "right": "money.pay", "by": "person:0"}, "approval_is_the_next_step"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Approval.objects.create(**step, **broken)
        assert refused.value.__cause__.diag.constraint_name == constraint
    Approval.objects.create(**step, step=1, right="money.approve", by="person:0")
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(**step, step=2, right="money.pay", by="person:0")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Disbursement.objects.update(state="approved", approved_by="person:0", approved_at=AT)
    assert refused.value.__cause__.diag.constraint_name == "disbursement_every_step_taken"


def in_tranches(story, *amounts):
    return make_agreement(
        story.decider, source=story.own_purse(), to_org_id=story.partner.pk,
        text=AgreementText("校车"), ceiling_minor=sum(amounts), signed_on=TODAY, at=AT,
        terms=AgreementTerms(tranches=[TrancheAsked(one, "报告已收") for one in amounts]),
    )  # fmt: skip


def test_a_tranche_opens_when_the_report_before_it_is_judged(story):
    give(story.project.fund, 100_00)
    agreement = in_tranches(story, 30_00, 40_00)
    with refusal("tranche_too_small") as refused:
        drafted(story.drafter, agreement, 31_00)
    assert refused.value.facts == {"left": "30.00"}
    first = paid(story, agreement, 30_00)
    with refusal("tranche_shut"):
        drafted(story.drafter, agreement, 10_00)
    with pytest.raises(IntegrityError) as late, transaction.atomic():
        Disbursement.objects.create(
            reference=a_reference(), agreement=agreement, payer=story.charity, amount_minor=1,
            purpose="x", drafted_by="person:1", drafted_at=AT,
            tranche=agreement.tranches.get(position=2),
        )  # fmt: skip
    assert late.value.__cause__.diag.constraint_name == "tranche_waits_for_reports"
    submit_report(story.partner_staff, first.reference, told(), at=AT)
    assert [one.waits_for for one in queries.tranches_of(agreement)] == ["", "report"]
    accept_report(story.decider, first.reference, at=AT)
    assert drafted(story.drafter, agreement, 40_00).tranche.position == 2


def test_a_waived_report_opens_the_tranche_too_and_names_who_waived_it(story):
    give(story.project.fund, 100_00)
    agreement = in_tranches(story, 30_00, 40_00)
    first = paid(story, agreement, 30_00)
    waived = waive_report(story.decider, first.reference, why="灾情紧急", at=AT)
    assert (waived.decided_by, waived.why) == (story.decider.name, "灾情紧急")
    assert queries.open_tranche(agreement).tranche.position == 2
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Disbursement.objects.create(
            reference=a_reference(), agreement=agreement, payer=story.charity, amount_minor=1,
            purpose="x", drafted_by="person:1", drafted_at=AT,
        )  # fmt: skip
    assert refused.value.__cause__.diag.constraint_name == "disbursement_names_its_tranche"


def test_a_receiver_applies_and_another_person_drafts_it(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    line = story.project.budget_lines.first()
    asked = PaymentAsked(a_reference(), 40_00, "11 月校车", budget_line_id=line.pk)
    request = ask_payment(story.partner_staff, agreement.number, asked, at=AT)
    assert ask_payment(story.partner_staff, agreement.number, asked, at=AT) == request
    with pytest.raises(NotAllowed):
        ask_payment(story.drafter, agreement.number, asked, at=AT)
    assert queries.requests_to_answer(story.drafter) == [request]
    draft = draft_disbursement(
        story.drafter, agreement.number, reference=asked.reference, amount_minor=35_00,
        purpose="11 月校车", budget_line_id=line.pk, at=AT,
    )  # fmt: skip
    assert draft.budget_line == line
    assert PaymentRequest.objects.get().state == "drafted"
    with pytest.raises(MoveNotAllowed):
        withdraw_request(story.partner_staff, asked.reference, at=AT)


def test_an_application_is_declined_with_a_reason_or_withdrawn(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    first, second = (PaymentAsked(a_reference(), 40_00, "校车") for _ in range(2))
    for one in (first, second):
        ask_payment(story.partner_staff, agreement.number, one, at=AT)
    with refusal("request_reason_missing"):
        decline_request(story.drafter, first.reference, why=" ", at=AT)
    decline_request(story.drafter, first.reference, why="预算已用完", at=AT)
    with pytest.raises(MoveNotAllowed):
        draft_disbursement(
            story.drafter, agreement.number, reference=first.reference, amount_minor=40_00,
            purpose="校车", at=AT,
        )  # fmt: skip
    assert withdraw_request(story.partner_staff, second.reference, at=AT).state == "withdrawn"
    with refusal("request_wrong"):
        ask_payment(story.partner_staff, agreement.number, PaymentAsked("x", 1, "y"), at=AT)
    both = person("双岗")
    holder(both, story.partner, Right.USE_REPORT)
    actor = holder(both, story.charity, Right.MONEY_DRAFT)
    mine = PaymentAsked(a_reference(), 40_00, "校车")
    ask_payment(actor, agreement.number, mine, at=AT)
    with refusal("request_by_you"):
        drafted_from(actor, agreement, mine)


def drafted_from(actor, agreement, asked):
    return draft_disbursement(
        actor, agreement.number, reference=asked.reference, amount_minor=asked.amount_minor,
        purpose=asked.purpose, at=AT,
    )  # fmt: skip
