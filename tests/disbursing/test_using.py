"""Reporting uses: bounded by what arrived, with papers, at any depth."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from liushui.cases.services import CaseText, approve_case, open_case
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Expenditure
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import report_use
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.ledger.queries import balance, movements_by_ref, trace_backward, trace_forward
from liushui.parties.actors import Actor
from liushui.projects.queries import budget_of, budget_use_of, money_out_of, spending_of
from tests.disbursing.builders import (
    a_photo,
    a_second_agreement,
    a_use,
    an_agreement,
    paid,
    used,
)
from tests.ledger.builders import give
from tests.parties.builders import as_donor, chen, person
from tests.projects.builders import AT, SETUP, an_open_project

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def a_case(story, *, project=None):
    case = open_case(
        SETUP, (project or story.project).number, organisation_id=story.charity.pk,
        beneficiary_id=person("黄小禾").pk, text=CaseText("外伤手术", "住院 12 天"),
        need_minor=50_000_00, at=AT,
    )  # fmt: skip
    return approve_case(SETUP, case.number, at=AT)


def test_a_partner_can_never_report_more_than_it_was_paid(story):
    give(story.project.fund, 100_000_00)
    agreement = an_agreement(story)
    paid(story, agreement, 1_000_00)
    purse = source_of_agreement(agreement)
    used(story.partner_staff, purse, 600_00)
    with refusal("more_than_arrived") as refused:
        used(story.partner_staff, purse, 400_01)
    assert refused.value.facts == {"free": "400.00", "wanted": "400.01"}
    assert Expenditure.objects.count() == 1, "nothing was written"
    assert balance(agreement.fund_id).free == 400_00
    used(story.partner_staff, purse, 400_00)
    assert balance(agreement.fund_id).held == 0


def test_money_is_traced_through_two_organisations_to_the_case_and_back(story):
    [lin, zhao] = give(story.project.fund, 100_00, 50_00)
    first = an_agreement(story)
    second = a_second_agreement(story, first)
    paid(story, first, 120_00)
    paid(story, second, 110_00)
    case = a_case(story)
    use = used(story.hospital_staff, source_of_agreement(second), 105_00, case_number=case.number)

    assert {(s.gift, s.amount) for s in trace_backward(use.reference)} == {
        (lin, 100_00), (zhao, 5_00),
    }  # fmt: skip
    [end] = trace_forward(lin)
    assert (end.end, end.amount, end.use) == ("used", 100_00, use.reference)
    assert end.path[:3] == (story.project.fund_id, first.fund_id, second.fund_id)
    assert list(queries.sinks_of_case(case.pk)) == [use.sink_id]
    assert (use.sink.purpose_kind, use.sink.purpose_id) == ("case", case.pk)

    spending = spending_of(story.project)
    assert (spending.given, spending.used, spending.waiting) == (150_00, 105_00, 45_00)
    assert spending.is_equal
    assert [(p.received, p.used, p.passed_on, p.waiting, p.depth) for p in spending.purses] == [
        (150_00, 0, 120_00, 30_00, 0),
        (120_00, 0, 110_00, 10_00, 1),
        (110_00, 105_00, 0, 5_00, 2),
    ]
    assert [line.is_use for line in money_out_of(story.project)].count(True) == 1


def test_the_sums_of_a_project_take_a_fixed_number_of_queries(story, django_assert_num_queries):
    give(story.project.fund, 500_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    for amount in (1_00, 2_00, 3_00):
        used(story.partner_staff, source_of_agreement(agreement), amount)
    with django_assert_num_queries(7):
        assert spending_of(story.project).used == 6_00
    with django_assert_num_queries(3):
        assert len(money_out_of(story.project)) == 4


def test_a_charity_uses_its_own_fund_on_a_budget_line(story):
    give(story.project.fund, 500_00)
    line = budget_of(story.project)[1]
    use = used(story.drafter, story.own_purse(), 90_00, budget_line_id=line.pk)
    assert [b.used for b in budget_use_of(story.project)] == [0, 90_00]
    assert (use.sink.purpose_kind, use.sink.purpose_id) == ("project", story.project.pk)
    other = budget_of(an_open_project(story.charity))[0]
    with pytest.raises(NotFound):
        used(story.drafter, story.own_purse(), 1_00, budget_line_id=other.pk)


def test_the_same_report_twice_is_one_use(story):
    give(story.project.fund, 500_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    report, purse = a_use(90_00), source_of_agreement(agreement)
    first = report_use(story.partner_staff, source=purse, use=report, at=AT)
    assert report_use(story.partner_staff, source=purse, use=report, at=AT) == first
    assert len(movements_by_ref(report.reference)) == 1
    with refusal("key_reused"):
        used(story.partner_staff, purse, 91_00, reference=report.reference)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reference": "LS-1"}, "reference_wrong"),
        ({"amount_minor": 0}, "used_wrong"),
        ({"label": " "}, "use_text_missing"),
        ({"payee_label": ""}, "use_text_missing"),
        ({"happened_on": date(2026, 7, 19)}, "use_in_future"),
        ({"voucher": b""}, "file_empty"),
        ({"voucher": b"MZ program"}, "file_type_refused"),
        ({"photo": b"GIF89a"}, "file_type_refused"),
    ],
)
def test_a_report_that_cannot_be_right_is_refused_and_nothing_moves(story, change, code):
    give(story.project.fund, 500_00)
    plain = {"amount": 1_00}
    if "amount_minor" in change:
        plain, change = {"amount": change["amount_minor"]}, {}
    with refusal(code):
        used(story.drafter, story.own_purse(), plain["amount"], **change)
    assert not Expenditure.objects.exists()
    assert balance(story.project.fund_id).taken == 0


def test_uses_are_for_approved_cases_of_the_same_project(story):
    give(story.project.fund, 500_00)
    elsewhere = a_case(story, project=an_open_project(story.charity))
    with refusal("case_not_payable"):
        used(story.drafter, story.own_purse(), 1_00, case_number=elsewhere.number)
    fresh = open_case(
        SETUP, story.project.number, organisation_id=story.charity.pk,
        beneficiary_id=person("新").pk, text=CaseText("助学", "一年级"), need_minor=1, at=AT,
    )  # fmt: skip
    with refusal("case_not_payable"):
        used(story.drafter, story.own_purse(), 1_00, case_number=fresh.number)


def test_only_who_reports_for_the_holder_of_the_fund_reports(story):
    give(story.project.fund, 500_00)
    for actor in (story.decider, story.partner_staff, as_donor(chen()), Actor.stranger()):
        with pytest.raises(NotAllowed):
            used(actor, story.own_purse(), 1_00)


def test_a_report_never_changes_and_never_goes(story):
    give(story.project.fund, 500_00)
    used(story.drafter, story.own_purse(), 1_00)
    with pytest.raises(IntegrityError, match="what was reported"), transaction.atomic():
        Expenditure.objects.update(amount_minor=2_00)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Expenditure.objects.all().delete()


def test_vouchers_are_for_the_chain_and_photos_for_all_only_when_marked(story):
    give(story.project.fund, 500_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    purse = source_of_agreement(agreement)
    hidden = used(story.partner_staff, purse, 1_00, photo=a_photo())
    chain = (story.partner_staff, story.drafter, story.decider)
    outside = (Actor.stranger(), as_donor(chen()), story.hospital_staff)
    for actor in chain:
        assert queries.file_for(actor, hidden.voucher.sha256).file == hidden.voucher
        assert queries.file_for(actor, hidden.photo.sha256).file == hidden.photo
    for actor in outside:
        for file in (hidden.voucher, hidden.photo):
            with pytest.raises(NotFound):
                queries.file_for(actor, file.sha256)
    shown = used(story.partner_staff, purse, 1_00, photo=a_photo(), photo_is_public=True)
    for actor in outside:
        assert queries.file_for(actor, shown.photo.sha256).file == shown.photo
        with pytest.raises(NotFound):
            queries.file_for(actor, shown.voucher.sha256)


def test_seeing_uses_is_the_same_question_for_one_and_for_many(story):
    give(story.project.fund, 500_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    used(story.partner_staff, source_of_agreement(agreement), 1_00)
    used(story.drafter, story.own_purse(), 1_00)
    uses = list(Expenditure.objects.all())
    for actor in (
        story.partner_staff, story.drafter, story.hospital_staff, as_donor(chen()),
        Actor.stranger(), SETUP,
    ):  # fmt: skip
        assert set(policies.uses_visible_to(actor)) == {
            use for use in uses if policies.can_see_voucher(actor, use)
        }


def test_many_references_are_looked_up_at_once(story, django_assert_num_queries):
    give(story.project.fund, 500_00)
    agreement = an_agreement(story)
    payments = [paid(story, agreement, amount).reference for amount in (10_00, 20_00)]
    purse = source_of_agreement(agreement)
    uses = [used(story.partner_staff, purse, 1_00).reference for _ in range(3)]
    with django_assert_num_queries(3):
        assert set(queries.disbursements_by_ref([*payments, *uses])) == set(payments)
        assert set(queries.expenditures_by_ref([*payments, *uses])) == set(uses)
        labels = queries.fund_labels([agreement.fund_id, story.project.fund_id])
        assert labels[agreement.fund_id].to_org.name == story.partner.name
