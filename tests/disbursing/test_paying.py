"""Money out in two steps by two people, and what each of them is refused."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.base.models import StateChange
from liushui.base.states import MoveNotAllowed
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Agreement, Disbursement
from liushui.disbursing.services import (
    AgreementText,
    approve_disbursement,
    cancel_disbursement,
    draft_disbursement,
    end_agreement,
    make_agreement,
    order_disbursement,
    pay_disbursement,
)
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.queries import balance, movements_by_ref
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from tests.disbursing.builders import (
    a_reference,
    a_second_agreement,
    an_agreement,
    drafted,
    paid,
)
from tests.ledger.builders import give
from tests.parties.builders import as_donor, chen, holder, person
from tests.projects.builders import AT, SETUP, TODAY

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def test_approval_holds_the_amount_back_and_payment_passes_it_on(story):
    give(story.project.fund, 100_000_00)
    agreement = an_agreement(story)
    draft = drafted(story.drafter, agreement, 68_000_00)
    assert balance(story.project.fund_id).reserved == 0, "a draft holds nothing back"

    approved = approve_disbursement(story.decider, draft.reference, at=AT)
    assert approved.state == "approved"
    assert balance(story.project.fund_id).free == 32_000_00

    order_disbursement(story.decider, draft.reference, order_ref="ORD-1", at=AT)
    pay_disbursement(story.decider, draft.reference, bank_ref="ICBC-77", paid_at=AT, at=LATER)
    assert balance(story.project.fund_id).held == 32_000_00
    assert balance(agreement.fund_id).free == 68_000_00
    [movement] = movements_by_ref(draft.reference)
    assert (movement.source_id, movement.target_id) == (story.project.fund_id, agreement.fund_id)

    steps = StateChange.objects.filter(thing_kind="disbursing.disbursement").order_by("pk")
    assert [step.to_state for step in steps] == ["approved", "ordered", "paid"]
    assert AuditRecord.objects.filter(thing_id=draft.pk, verb__startswith="disburs").count() == 4


def test_each_step_taken_twice_is_taken_once(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    words = {"reference": a_reference(), "amount_minor": 60_00, "purpose": "租金", "at": AT}
    draft = draft_disbursement(story.drafter, agreement.number, **words)
    assert draft_disbursement(story.drafter, agreement.number, **words) == draft
    for _ in range(2):
        approve_disbursement(story.decider, draft.reference, at=AT)
    for _ in range(2):
        order_disbursement(story.decider, draft.reference, order_ref="O", at=AT)
    for _ in range(2):
        pay_disbursement(story.decider, draft.reference, bank_ref="B", paid_at=AT, at=LATER)
    assert balance(agreement.fund_id).tip == 60_00
    assert Disbursement.objects.count() == 1
    with refusal("key_reused"):
        draft_disbursement(story.drafter, agreement.number, **{**words, "amount_minor": 61_00})
    with refusal("key_reused"):
        pay_disbursement(story.decider, draft.reference, bank_ref="B2", paid_at=AT, at=LATER)
    assert balance(agreement.fund_id).tip == 60_00


def test_whoever_drafted_cannot_approve_whatever_rights_they_hold(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    one = holder(
        person("全权"), story.charity, policies.Right.MONEY_DRAFT, policies.Right.MONEY_APPROVE
    )
    draft = drafted(one, agreement, 10_00)
    with refusal("same_person"):
        approve_disbursement(one, draft.reference, at=AT)
    assert balance(story.project.fund_id).reserved == 0
    assert not policies.can_approve(one, draft)
    with pytest.raises(IntegrityError, match="disbursement_two_people"), transaction.atomic():
        Disbursement.objects.update(approved_by=one.name)


def test_only_who_may_takes_each_step(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    draft = drafted(story.drafter, agreement, 10_00)
    for outsider in (as_donor(chen()), Actor.stranger(), story.hospital_staff):
        with pytest.raises(NotFound):
            approve_disbursement(outsider, draft.reference, at=AT)
        with pytest.raises(NotFound):
            drafted(outsider, agreement, 1_00)
    # The receiver may know of the payment, and cannot approve it for the giver.
    with pytest.raises(NotAllowed):
        approve_disbursement(story.partner_staff, draft.reference, at=AT)
    with pytest.raises(NotAllowed):
        drafted(story.decider, agreement, 1_00)
    approve_disbursement(story.decider, draft.reference, at=AT)
    with pytest.raises(NotAllowed):
        order_disbursement(story.drafter, draft.reference, order_ref="O", at=AT)
    with pytest.raises(NotAllowed):
        pay_disbursement(story.drafter, draft.reference, bank_ref="B", paid_at=AT, at=AT)


def test_no_more_is_approved_than_is_free_and_the_refusal_says_what_is(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    first, second = (drafted(story.drafter, agreement, 60_00) for _ in range(2))
    approve_disbursement(story.decider, first.reference, at=AT)
    with refusal("fund_too_low") as refused:
        approve_disbursement(story.decider, second.reference, at=AT)
    assert refused.value.facts == {"free": "40.00", "wanted": "60.00"}
    assert queries.disbursement_by_ref(second.reference).state == "drafted"
    cancel_disbursement(story.decider, first.reference, why="账户有误", at=AT)
    assert balance(story.project.fund_id).free == 100_00
    approve_disbursement(story.decider, second.reference, at=AT)


def test_a_payment_is_stopped_at_any_step_before_the_bank_pays(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    at_bank = drafted(story.drafter, agreement, 60_00).reference
    with refusal("reason_missing"):
        cancel_disbursement(story.drafter, at_bank, why=" ", at=AT)
    approve_disbursement(story.decider, at_bank, at=AT)
    with pytest.raises(NotAllowed):
        cancel_disbursement(story.drafter, at_bank, why="approved by another", at=AT)
    order_disbursement(story.decider, at_bank, order_ref="O", at=AT)
    cancel_disbursement(story.decider, at_bank, why="the bank refused it", at=AT)
    assert cancel_disbursement(story.decider, at_bank, why="", at=AT).state == "cancelled"
    assert balance(story.project.fund_id).free == 100_00
    done = paid(story, agreement, 60_00)
    with pytest.raises(NotAllowed):
        cancel_disbursement(story.decider, done.reference, why="too late", at=AT)
    assert balance(agreement.fund_id).tip == 60_00


def test_steps_are_not_skipped(story):
    give(story.project.fund, 100_00)
    draft = drafted(story.drafter, an_agreement(story), 10_00)
    with pytest.raises(MoveNotAllowed):
        order_disbursement(story.decider, draft.reference, order_ref="O", at=AT)
    with pytest.raises(MoveNotAllowed):
        pay_disbursement(story.decider, draft.reference, bank_ref="B", paid_at=AT, at=AT)
    approve_disbursement(story.decider, draft.reference, at=AT)
    with pytest.raises(MoveNotAllowed):
        pay_disbursement(story.decider, draft.reference, bank_ref="B", paid_at=AT, at=AT)
    assert balance(story.project.fund_id).reserved == 10_00


def test_a_bank_slip_pays_one_payment_and_never_tomorrow(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    first = paid(story, agreement, 10_00)
    second = drafted(story.drafter, agreement, 10_00)
    approve_disbursement(story.decider, second.reference, at=AT)
    order_disbursement(story.decider, second.reference, order_ref="O", at=AT)
    pay = {"paid_at": AT, "at": AT}
    with refusal("bank_reference_used"):
        pay_disbursement(story.decider, second.reference, bank_ref=first.bank_ref, **pay)
    with refusal("bank_reference_missing"):
        pay_disbursement(story.decider, second.reference, bank_ref="  ", **pay)
    with refusal("paid_in_future"):
        pay_disbursement(story.decider, second.reference, bank_ref="X", paid_at=LATER, at=AT)
    assert balance(agreement.fund_id).tip == 10_00


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reference": "LS-20260718-00000001-0"}, "reference_wrong"),
        ({"amount_minor": 0}, "disbursed_wrong"),
        ({"amount_minor": 2**53}, "disbursed_wrong"),
        ({"purpose": " "}, "disbursement_text_missing"),
        ({"purpose": "字" * 201}, "disbursement_text_missing"),
        ({"amount_minor": 300_00}, "ceiling_exceeded"),
    ],
)
def test_a_draft_that_cannot_be_right_is_refused(story, change, code):
    give(story.project.fund, 1000_00)
    agreement = an_agreement(story, ceiling=250_00)
    plain = {"reference": a_reference(), "amount_minor": 10_00, "purpose": "租金", "at": AT}
    with refusal(code):
        draft_disbursement(story.drafter, agreement.number, **{**plain, **change})
    assert not Disbursement.objects.exists()


def test_a_ceiling_counts_what_is_drafted_and_forgets_what_is_cancelled(story):
    give(story.project.fund, 1000_00)
    agreement = an_agreement(story, ceiling=250_00)
    first = drafted(story.drafter, agreement, 200_00)
    with refusal("ceiling_exceeded") as refused:
        drafted(story.drafter, agreement, 60_00)
    assert refused.value.facts == {"left": "50.00"}
    with pytest.raises(IntegrityError, match="ceiling"), transaction.atomic():
        Disbursement.objects.create(
            reference=a_reference(), agreement=agreement, payer=story.charity, amount_minor=60_00,
            purpose="x", drafted_by="person:1", drafted_at=AT,
        )  # fmt: skip
    cancel_disbursement(story.drafter, first.reference, why="mistyped", at=AT)
    drafted(story.drafter, agreement, 250_00)


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = amount_minor + 1",
        "drafted_by = 'person:0'",
        "state = 'paid'",
        "state = 'approved'",
        "purpose = 'other'",
    ],
)
def test_the_database_keeps_what_was_drafted(story, change):
    give(story.project.fund, 100_00)
    drafted(story.drafter, an_agreement(story), 10_00)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update disbursing_disbursement set {change}")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from disbursing_disbursement")


def test_an_agreement_opens_a_fund_in_the_receiver_once(story):
    agreement = an_agreement(story)
    assert an_agreement(story) == agreement
    assert agreement.fund.holder.organisation_id == story.partner.pk
    assert (agreement.fund.purpose_kind, agreement.fund.purpose_id) == ("agreement", agreement.pk)
    assert queries.agreement_of_fund(agreement.fund_id) == agreement
    assert queries.agreement_of_fund(story.project.fund_id) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": AgreementText(" ")}, "agreement_text_missing"),
        ({"ceiling_minor": 0}, "ceiling_wrong"),
        ({"signed_on": date(2026, 7, 19)}, "signed_in_future"),
    ],
)
def test_an_agreement_that_cannot_be_right_is_refused(story, change, code):
    plain = {
        "source": story.own_purse(), "to_org_id": story.partner.pk, "text": AgreementText("校车"),
        "ceiling_minor": 1, "signed_on": TODAY, "at": AT,
    }  # fmt: skip
    with refusal(code):
        make_agreement(story.decider, **{**plain, **change})
    with pytest.raises(NotAllowed):
        make_agreement(story.drafter, **plain)
    with refusal("agreement_with_itself"):
        make_agreement(story.decider, **{**plain, "to_org_id": story.charity.pk})
    assert not Agreement.objects.exists()


def test_money_does_not_run_in_a_circle(story):
    second = a_second_agreement(story, an_agreement(story))
    for back_to in (story.charity, story.partner):
        with refusal("agreement_in_circle"):
            make_agreement(
                SETUP, source=queries.source_of_agreement(second), to_org_id=back_to.pk,
                text=AgreementText("back"), ceiling_minor=1, signed_on=TODAY, at=AT,
            )  # fmt: skip


def test_an_ended_agreement_takes_no_new_draft_and_pays_what_was_approved(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    draft = drafted(story.drafter, agreement, 10_00)
    end_agreement(story.decider, agreement.number, why="year over", at=AT)
    assert end_agreement(story.decider, agreement.number, at=AT).state == "ended"
    with refusal("agreement_ended"):
        drafted(story.drafter, agreement, 10_00)
    assert approve_disbursement(story.decider, draft.reference, at=AT).state == "approved"


def test_policies_answer_the_same_for_one_and_for_many(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    further = a_second_agreement(story, agreement)
    waiting = drafted(story.drafter, agreement, 10_00)
    approve_disbursement(story.decider, waiting.reference, at=AT)
    drafted(story.drafter, agreement, 20_00)
    paid(story, agreement, 5_00)
    drafted(story.partner_staff, further, 1_00)
    people = (
        story.drafter, story.decider, story.partner_staff, story.hospital_staff,
        as_donor(chen()), Actor.stranger(), SETUP,
    )  # fmt: skip
    disbursements = list(Disbursement.objects.select_related("agreement__project"))
    for actor in people:
        assert set(policies.agreements_visible_to(actor)) == {
            a for a in (agreement, further) if policies.can_see(actor, a)
        }
        for one, many in (
            (policies.can_see_disbursement, policies.disbursements_visible_to),
            (policies.can_approve, policies.disbursements_approvable_by),
            (policies.can_pay, policies.disbursements_payable_by),
        ):
            assert set(many(actor)) == {d for d in disbursements if one(actor, d)}


def test_the_desk_shows_each_person_their_own_next_steps(story, django_assert_num_queries):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    ready = drafted(story.drafter, agreement, 10_00)
    approve_disbursement(story.decider, ready.reference, at=AT)
    draft = drafted(story.drafter, agreement, 20_00)
    with django_assert_num_queries(3):
        desk = queries.desk_of(story.decider)
        assert [d.agreement.to_org.name for d in desk.to_approve] == [story.partner.name]
    assert (desk.to_approve, desk.to_pay, desk.others) == ([draft], [ready], [])
    own = queries.desk_of(story.drafter)
    assert (own.to_approve, own.to_pay) == ([], [])
    assert own.others == [draft, ready]
