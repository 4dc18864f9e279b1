"""What a bank sent back: one person notes it, another books it, and nothing moves before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from liushui.disbursing import policies, queries
from liushui.disbursing.measures import SETS
from liushui.disbursing.models import PartnerReport, PaymentReturn, ReturnNote
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import ReturnSlip, decide_return, note_return, submit_report
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.queries import balance
from liushui.parties.access import Right
from tests.disbursing.builders import (
    a_second_agreement,
    an_agreement,
    booked_back,
    drafted,
    paid,
    returned,
    used,
)
from tests.disbursing.test_partner_reports import told
from tests.ledger.builders import give
from tests.parties.builders import holder, person
from tests.projects.builders import AT, TODAY

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def a_slip(amount, number="TH-1", **change):
    plain = {"amount_minor": amount, "bank_ref": number, "returned_at": AT, "why": "户名不符"}
    return ReturnSlip(**{**plain, **change})


def test_money_that_comes_back_lies_where_it_was_and_frees_the_ceiling(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story, ceiling=60_00)
    one = paid(story, agreement, 60_00)
    part = returned(story.decider, one, a_slip(20_00))
    assert part.state == "paid"
    assert booked_back(one.reference, "TH-1").pk == one.pk
    assert balance(story.project.fund_id).free == 60_00
    assert balance(agreement.fund_id).free == 40_00
    assert queries.promised_minor(agreement) == 40_00
    back = returned(story.decider, one, a_slip(40_00, "TH-2"))
    assert back.state == "returned"
    assert balance(story.project.fund_id).free == 100_00
    assert queries.reports_owed() == [], "what came back is not reported on"
    assert PartnerReport.objects.get().state == "lapsed", "nobody waived it"
    due = SETS[2].measure([story.partner.pk], TODAY, TODAY + timedelta(days=90))
    assert due.count == 0, "nor does it count as a report that was not written"
    hour = timedelta(hours=1)
    assert queries.paid_between(story.charity.pk, AT - hour, AT + hour) == [one], "a bank did pay"
    backs = queries.returned_between(story.charity.pk, AT - hour, AT + hour)
    assert [one.bank_ref for one in backs] == ["TH-1", "TH-2"]
    drafted(story.drafter, agreement, 60_00)


def test_what_was_used_does_not_come_back_and_no_more_than_was_paid(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    one = paid(story, agreement, 60_00)
    used(story.partner_staff, source_of_agreement(agreement), 50_00)
    with refusal("units_elsewhere"), transaction.atomic():
        returned(story.decider, one, a_slip(20_00))
    for slip, code in (
        (a_slip(61_00), "returned_wrong"),
        (a_slip(0), "returned_wrong"),
        (a_slip(1_00, why=" "), "returned_wrong"),
        (a_slip(1_00, " "), "bank_reference_missing"),
        (a_slip(1_00, returned_at=AT + timedelta(days=1)), "paid_in_future"),
    ):
        with refusal(code):
            returned(story.decider, one, slip)
    returned(story.decider, one, a_slip(10_00))
    with refusal("return_slip_used"):
        returned(story.decider, one, a_slip(9_00))
    with pytest.raises(NotAllowed):
        note_return(story.drafter, one.reference, a_slip(1_00, "TH-9"), at=AT)
    assert balance(agreement.fund_id).held == 0


def test_a_report_never_accounts_for_what_came_back(story):
    give(story.project.fund, 100_00)
    agreement = an_agreement(story)
    one = paid(story, agreement, 60_00)
    below = paid(story, a_second_agreement(story, agreement), 30_00)
    returned(story.partner_staff, below, a_slip(10_00, "TH-2"))
    returned(story.decider, one, a_slip(10_00))
    issue = submit_report(story.partner_staff, one.reference, told(), at=AT)
    assert [line.amount_minor for line in issue.lines.all()] == [20_00]
    tree = queries.report_tree(story.project)
    assert [level.paid_minor for level in tree.levels] == [0, 50_00, 20_00]
    assert [level.sums.received for level in tree.levels] == [100_00, 50_00, 20_00]


def test_on_one_persons_word_nothing_comes_back_and_the_report_stays_owed(story):
    give(story.project.fund, 60_00)
    agreement = an_agreement(story, ceiling=60_00)
    one = paid(story, agreement, 60_00)
    for _ in range(2):
        assert note_return(story.decider, one.reference, a_slip(60_00), at=AT).state == "paid"
    note = ReturnNote.objects.get()
    assert balance(agreement.fund_id).free == 60_00
    assert queries.promised_minor(agreement) == 60_00
    assert queries.reports_owed()[0].is_open
    with refusal("return_noted_by_you"):
        decide_return(story.decider, one.reference, note.pk, agrees=True, at=AT)
    with pytest.raises(NotAllowed):
        decide_return(story.drafter, one.reference, note.pk, agrees=True, at=AT)
    with pytest.raises(NotAllowed):
        decide_return(story.partner_staff, one.reference, note.pk, agrees=True, at=AT)
    second = holder(person("秦岚"), story.charity, Right.MONEY_APPROVE)
    with pytest.raises(NotFound):
        decide_return(second, one.reference, 0, agrees=True, at=AT)
    assert list(queries.returns_to_book(second)) == [note]
    assert list(queries.returns_to_book(story.decider)) == []
    assert policies.can_book_return(second, note)
    for _ in range(2):
        back = decide_return(second, one.reference, note.pk, agrees=True, at=AT)
        assert back.state == "returned"
    assert PaymentReturn.objects.get().recorded_by == second.name
    assert PartnerReport.objects.get().state == "lapsed"
    with refusal("return_decided"):
        decide_return(second, one.reference, note.pk, agrees=False, at=AT)


def test_what_did_not_come_is_refused_and_can_be_noted_again(story):
    give(story.project.fund, 60_00)
    one = paid(story, an_agreement(story), 60_00)
    note_return(story.decider, one.reference, a_slip(60_00), at=AT)
    first = ReturnNote.objects.get()
    decide_return(story.decider, one.reference, first.pk, agrees=False, at=AT)
    assert not PaymentReturn.objects.exists()
    assert queries.reports_owed()[0].is_open
    assert returned(story.decider, one, a_slip(60_00)).state == "returned"
    assert ReturnNote.objects.count() == 2


def test_the_database_books_nothing_on_one_word_and_keeps_what_was_noted(story):
    give(story.project.fund, 60_00)
    one = paid(story, an_agreement(story), 60_00)
    note_return(story.decider, one.reference, a_slip(60_00), at=AT)
    notes = ReturnNote.objects.all()
    facts = {
        "disbursement": one, "payer_id": one.payer_id, "amount_minor": 60_00, "bank_ref": "TH-1",
        "returned_at": AT, "why": "户名不符", "recorded_by": "person:1", "recorded_at": AT,
    }  # fmt: skip
    for note in (None, notes.get()):
        with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
            PaymentReturn.objects.create(note=note, **facts)
    with pytest.raises(IntegrityError, match="noted_return_two_people"), transaction.atomic():
        notes.update(is_agreed=True, decided_by=F("noted_by"), decided_at=AT)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        notes.update(amount_minor=1)
    with pytest.raises(IntegrityError, match="came back"), transaction.atomic():
        PartnerReport.objects.update(state="lapsed")
