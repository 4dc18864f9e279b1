"""No use of an organisation's own money leaves on one person's word (the database says so too)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.cases.services import CaseText, approve_case, open_case
from liushui.disbursing import queries
from liushui.disbursing.models import Expenditure
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import UseSlip, confirm_use, refuse_use, withdraw_use
from liushui.insight.queries.whereabouts import whereabouts
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.queries import balance, movements_by_ref
from liushui.ledger.wishes import Wish
from liushui.parties.access import Right
from liushui.projects.queries import budget_of, budget_use_of, money_out_of, spending_of
from tests.disbursing.builders import (
    SECOND,
    a_photo,
    a_slip,
    an_agreement,
    drafted,
    paid,
    reported,
    used,
)
from tests.disbursing.test_wishes import wished
from tests.ledger.builders import give
from tests.parties.builders import as_donor, chen, holder, person, zhao
from tests.projects.builders import AT, SETUP, TODAY

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def moved(story):
    return balance(story.project.fund_id).taken


def a_case(story):
    case = open_case(
        SETUP, story.project.number, organisation_id=story.charity.pk,
        beneficiary_id=person("黄小禾").pk, text=CaseText("外伤手术", "住院 12 天"),
        need_minor=50_000_00, at=AT,
    )  # fmt: skip
    return approve_case(SETUP, case.number, at=AT)


def test_one_person_cannot_empty_the_charitys_own_fund(story):
    [gift] = give(story.project.fund, 900_00)
    case = a_case(story)
    both = holder(zhao(), story.charity, Right.USE_REPORT, Right.MONEY_APPROVE)
    use = reported(both, story.own_purse(), 900_00, case_number=case.number, slip=a_slip())
    for attempt in (confirm_use, lambda a, r, at: refuse_use(a, r, why="自己", at=at)):
        with refusal("use_same_person"):
            attempt(both, use.reference, at=AT)
    for actor in (story.drafter, story.partner_staff, as_donor(chen())):
        with pytest.raises((NotAllowed, NotFound)):
            confirm_use(actor, use.reference, at=AT)
    purse = balance(story.project.fund_id)
    assert (purse.taken, purse.reserved, purse.free) == (0, 900_00, 0), "held, and not gone"
    with refusal("more_than_arrived"):
        reported(both, story.own_purse(), 1)
    assert [end.stage for end in whereabouts(gift).endings] == ["wait"]

    done = confirm_use(story.decider, use.reference, at=LATER)
    assert (done.state, done.decided_by, done.decided_at) == (
        "confirmed", story.decider.name, LATER,
    )  # fmt: skip
    assert confirm_use(story.decider, use.reference, at=LATER).decided_at == LATER
    assert len(movements_by_ref(use.reference)) == 1
    assert (moved(story), balance(story.project.fund_id).reserved) == (900_00, 0)
    [end] = whereabouts(gift).endings
    assert (end.stage, end.reference) == ("used", use.reference)


def test_nobody_outside_reads_of_a_use_before_it_is_confirmed(story):
    give(story.project.fund, 500_00)
    case, line = a_case(story), budget_of(story.project)[0]
    use = reported(
        story.drafter, story.own_purse(), 90_00, case_number=case.number,
        budget_line_id=line.pk, photo=a_photo(), photo_is_public=True,
    )  # fmt: skip
    stranger = as_donor(chen())
    with pytest.raises(NotFound):
        queries.file_for(stranger, use.photo.sha256)
    assert queries.file_for(story.decider, use.voucher.sha256).file == use.voucher

    def told():
        return (
            [one.reference for one in queries.uses_of_project(story.project.pk, 9)],
            [one.reference for one in queries.uses_of_case(case.pk)],
            list(queries.sinks_of_case(case.pk)),
            [one.reference for one in money_out_of(story.project) if one.is_use],
            next(one.used for one in budget_use_of(story.project)),
            spending_of(story.project).used,
            list(queries.expenditures_by_ref([use.reference])),
        )

    assert told() == ([], [], [], [], 0, 0, [])
    confirm_use(story.decider, use.reference, slip=UseSlip(in_cash=True), at=AT)
    ours = [use.reference]
    assert told() == (ours, ours, [use.sink_id], ours, 90_00, 90_00, ours)
    assert queries.file_for(stranger, use.photo.sha256).is_public


def test_what_is_refused_or_taken_back_is_free_again(story):
    give(story.project.fund, 500_00)
    one = reported(story.drafter, story.own_purse(), 300_00, slip=a_slip(bank_ref="HD-1"))
    with refusal("use_reason_missing"):
        refuse_use(story.decider, one.reference, why=" ", at=AT)
    for _ in range(2):
        done = refuse_use(story.decider, one.reference, why="凭证不清楚", at=AT)
    assert (done.state, done.why, moved(story)) == ("refused", "凭证不清楚", 0)
    assert balance(story.project.fund_id).free == 500_00
    with refusal("move_not_allowed"):
        confirm_use(story.decider, one.reference, at=AT)

    again = reported(story.drafter, story.own_purse(), 300_00, slip=a_slip(bank_ref="HD-1"))
    with pytest.raises(NotAllowed):
        withdraw_use(story.decider, again.reference, at=AT)
    for _ in range(2):
        assert withdraw_use(story.drafter, again.reference, at=AT).state == "withdrawn"
    assert (balance(story.project.fund_id).free, moved(story)) == (500_00, 0)
    with refusal("move_not_allowed"):
        withdraw_use(story.drafter, used(story.drafter, story.own_purse(), 1).reference, at=AT)


def test_each_fund_of_wishes_holds_its_part_until_the_word(story):
    case = a_case(story)
    own, _ = wished(story, 100_00, Wish("case", str(case.pk)))
    give(story.project.fund, 500_00)
    use = reported(story.drafter, story.own_purse(), 250_00, case_number=case.number)
    base = story.project.fund_id
    assert [(p.fund_id, p.amount_minor) for p in use.parts.all()] == [
        (own.pk, 100_00), (base, 150_00),
    ]  # fmt: skip
    assert (balance(own.pk).reserved, balance(base).reserved) == (100_00, 150_00)
    refuse_use(story.decider, use.reference, why="重报", at=AT)
    assert (balance(own.pk).free, balance(base).free) == (100_00, 500_00)
    use = used(story.drafter, story.own_purse(), 250_00, case_number=case.number)
    booked = {(m.source_id, m.amount, m.kind) for m in movements_by_ref(use.reference)}
    assert booked == {(own.pk, 100_00, "provider_payment"), (base, 150_00, "use")}


def test_it_is_said_once_how_a_use_was_paid(story):
    give(story.project.fund, 500_00)
    purse = story.own_purse()
    with refusal("use_slip_unclear"):
        reported(story.drafter, purse, 1_00, slip=UseSlip("HD-2"))
    with refusal("paid_in_future"):
        reported(story.drafter, purse, 1_00, slip=UseSlip("HD-2", TODAY + timedelta(days=9)))
    one = reported(story.drafter, purse, 1_00)
    with refusal("use_slip_missing"):
        confirm_use(story.decider, one.reference, at=AT)
    done = confirm_use(story.decider, one.reference, slip=UseSlip("HD-2", TODAY), at=AT)
    assert (done.bank_ref, done.paid_on, done.in_cash) == ("HD-2", TODAY, False)
    with refusal("bank_reference_used"):
        reported(story.drafter, purse, 2_00, slip=UseSlip("HD-2", TODAY))
    two = reported(story.drafter, purse, 2_00, slip=UseSlip("HD-3", TODAY))
    with refusal("use_slip_stays"):
        confirm_use(story.decider, two.reference, slip=UseSlip("HD-4", TODAY), at=AT)
    assert confirm_use(story.decider, two.reference, at=AT).bank_ref == "HD-3"


def test_one_slip_pays_a_payment_or_a_use_and_never_both(story):
    give(story.project.fund, 500_00)
    payment = paid(story, an_agreement(story), 100_00)
    with refusal("bank_reference_used"):
        reported(story.drafter, story.own_purse(), 1, slip=UseSlip(payment.bank_ref, TODAY))
    use = reported(story.drafter, story.own_purse(), 1, slip=UseSlip("HD-9", TODAY))
    draft = drafted(story.drafter, an_agreement(story, purpose="又一次"), 1_00)
    with pytest.raises(IntegrityError, match="one slip pays one"), transaction.atomic():
        type(draft).objects.filter(pk=draft.pk).update(bank_ref=use.bank_ref)


def test_a_partners_use_of_what_two_people_paid_moves_at_once(story):
    give(story.project.fund, 500_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    use = reported(story.partner_staff, source_of_agreement(agreement), 60_00)
    assert (use.state, use.word, use.decided_by) == ("confirmed", "partner", "")
    assert balance(agreement.fund_id).taken == 60_00
    assert not use.has_slip
    with refusal("move_not_allowed"):
        refuse_use(SECOND, use.reference, why="太迟", at=AT)


FORGED = {
    "one's own money on a partner's word": {"word": "partner", "state": "confirmed"},
    "one's own money confirmed at once": {"state": "confirmed", "decided_by": "person:0"},
    "as if from before": {"word": "before", "state": "confirmed"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_the_database_lets_no_use_of_ones_own_begin_as_confirmed(story, forged):
    give(story.project.fund, 500_00)
    use = reported(story.drafter, story.own_purse(), 90_00)
    facts = Expenditure.objects.filter(pk=use.pk).values().get()
    facts = {k: v for k, v in facts.items() if k not in {"id", "reservation_id"}}
    copy = Expenditure(**{**facts, "reference": "LS-X", **forged})
    with pytest.raises(IntegrityError, match="waits for a second person"), transaction.atomic():
        copy.save(force_insert=True)


CHANGED = {
    "by whoever reported it": ({"state": "confirmed", "in_cash": True}, "does not decide"),
    "refused by the same": ({"state": "refused", "why": "x"}, "does not decide"),
    "another sum": ({"amount_minor": 1}, "what was reported"),
}


@pytest.mark.parametrize("case", CHANGED.values(), ids=CHANGED.keys())
def test_the_database_keeps_the_two_apart(story, case):
    change, words = case
    give(story.project.fund, 500_00)
    use = reported(story.drafter, story.own_purse(), 90_00)
    said = {"decided_by": use.reported_by, "decided_at": AT, **change}
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        Expenditure.objects.filter(pk=use.pk).update(**said)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "confirmed", "in_cash": True}, "moved 0"),
        ({"state": "refused", "why": "x"}, "1 open reservations"),
    ],
)
def test_a_word_without_what_it_does_in_the_book_does_not_last(story, change, words):
    give(story.project.fund, 500_00)
    use = reported(story.drafter, story.own_purse(), 90_00)
    said = {"decided_by": SECOND.name, "decided_at": AT, **change}
    Expenditure.objects.filter(pk=use.pk).update(**said)
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        connection.check_constraints()
    connection.set_rollback(True)
