"""What A paid opens B's report; amounts are gathered, never typed, and never exceed what A paid."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.base.states import MoveNotAllowed
from liushui.disbursing import policies, queries
from liushui.disbursing.models import PartnerReport, ReportIssue, ReportLine
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import (
    AgreementTerms,
    AgreementText,
    IndicatorAsked,
    PhotoTold,
    ReportTold,
    accept_report,
    make_agreement,
    return_report,
    submit_report,
    waive_report,
)
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord
from tests.disbursing.builders import (
    PDF,
    a_photo,
    a_second_agreement,
    a_story,
    an_agreement,
    drafted,
    paid,
    used,
)
from tests.parties.builders import as_donor, chen, holder, person
from tests.projects.builders import AT, SETUP, TODAY

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
LATER = AT + timedelta(days=1)


def refusal(code):
    return pytest.raises(DomainError, match=f"^{code}:")


def told(**change):
    plain = {"covers_from": TODAY, "covers_to": TODAY, "body": "校车已开行。", "body_en": "Runs."}
    return ReportTold(**{**plain, **change})


def lines_of(reference):
    issues = queries.issues_of(queries.report_for(SETUP, reference))
    return [line.amount_minor for line in issues[0].lines.order_by("pk")]


def test_a_payment_opens_the_report_of_whoever_was_paid():
    story = a_story(100_00)
    agreement = an_agreement(story)
    drafted(story.drafter, agreement, 10_00)
    assert queries.reports_owed() == []
    done = paid(story, agreement, 40_00)
    [owed] = queries.reports_owed()
    assert (owed.reference, owed.agreement) == (done.reference, agreement.number)
    assert (owed.payer_id, owed.reporter_id) == (story.charity.pk, story.partner.pk)
    assert (owed.opened_on, owed.due_on) == (TODAY, TODAY + timedelta(days=90))
    assert owed.is_open
    assert queries.reports_owed([story.charity.pk]) == []


def test_a_report_gathers_what_was_used_and_no_more_than_was_paid():
    story = a_story(100_00)
    agreement = an_agreement(story)
    first, second = paid(story, agreement, 30_00), paid(story, agreement, 30_00)
    purse = source_of_agreement(agreement)
    for amount in (20_00, 25_00):
        used(story.partner_staff, purse, amount)
    submit_report(story.partner_staff, first.reference, told(), at=AT)
    assert lines_of(first.reference) == [20_00, 10_00], "the oldest first, up to the payment"
    submit_report(story.partner_staff, second.reference, told(), at=AT)
    assert lines_of(second.reference) == [15_00], "what the first report told is not told again"
    assert queries.reported_under([agreement.pk]) == {agreement.pk: 45_00}


def test_what_was_passed_on_is_part_of_the_report_and_opens_the_next_one():
    story = a_story(100_00)
    first = an_agreement(story)
    top = paid(story, first, 50_00)
    below = paid(story, a_second_agreement(story, first), 20_00)
    submit_report(story.partner_staff, top.reference, told(), at=AT)
    assert lines_of(top.reference) == [20_00]
    owed = {one.reference: one.reporter_id for one in queries.reports_owed()}
    assert owed == {top.reference: story.partner.pk, below.reference: story.hospital.pk}


def test_a_report_is_judged_by_the_payer_and_written_anew_after_a_return():
    story = a_story(100_00)
    agreement = an_agreement(story)
    ref = paid(story, agreement, 30_00).reference
    issue = submit_report(story.partner_staff, ref, told(), at=AT)
    assert submit_report(story.partner_staff, ref, told(), at=LATER) == issue
    with refusal("move_not_allowed"):
        submit_report(story.partner_staff, ref, told(body="其他"), at=LATER)
    with refusal("judge_reason_missing"):
        return_report(story.decider, ref, why=" ", at=LATER)
    return_report(story.decider, ref, why="缺少用车名单", at=LATER)
    [owed] = queries.reports_owed()
    assert (owed.reported_on, owed.is_open) == (None, True)

    used(story.partner_staff, source_of_agreement(agreement), 30_00)
    second = submit_report(story.partner_staff, ref, told(), at=LATER)
    assert second.number == 2
    assert lines_of(ref) == [30_00]
    accept_report(story.decider, ref, at=LATER)
    assert accept_report(story.decider, ref, at=LATER).state == "accepted"
    [owed] = queries.reports_owed()
    assert owed.accepted_on == TODAY + timedelta(days=1)
    with pytest.raises(MoveNotAllowed):
        return_report(story.decider, ref, why="too late", at=LATER)
    verbs = AuditRecord.objects.filter(verb__startswith="partner_report")
    assert [one.verb.rpartition(".")[2] for one in verbs.order_by("pk")] == [
        "submitted", "returned", "submitted", "accepted",
    ]  # fmt: skip


def test_a_report_is_waived_by_name_and_with_a_reason():
    story = a_story(100_00)
    ref = paid(story, an_agreement(story), 30_00).reference
    with refusal("judge_reason_missing"):
        waive_report(story.decider, ref, why="", at=AT)
    waived = waive_report(story.decider, ref, why="金额不足 100 元", at=AT)
    assert (waived.state, waived.decided_by) == ("waived", story.decider.name)
    with pytest.raises(MoveNotAllowed):
        submit_report(story.partner_staff, ref, told(), at=AT)
    assert not queries.reports_owed()[0].is_open


def test_only_who_may_writes_and_judges():
    story = a_story(100_00)
    ref = paid(story, an_agreement(story), 30_00).reference
    for outsider in (as_donor(chen()), Actor.stranger(), story.hospital_staff):
        with pytest.raises(NotFound):
            submit_report(outsider, ref, told(), at=AT)
        with pytest.raises(NotFound):
            accept_report(outsider, ref, at=AT)
    with pytest.raises(NotAllowed):
        submit_report(story.decider, ref, told(), at=AT)
    submit_report(story.partner_staff, ref, told(), at=AT)
    with pytest.raises(NotAllowed):
        accept_report(story.partner_staff, ref, at=AT)
    with pytest.raises(NotAllowed):
        accept_report(story.drafter, ref, at=AT)


def test_whoever_wrote_a_report_does_not_judge_it_whatever_rights_they_hold():
    story = a_story(100_00)
    ref = paid(story, an_agreement(story), 30_00).reference
    both = person("双岗")
    holder(both, story.partner, policies.Right.USE_REPORT)
    actor = holder(both, story.charity, policies.Right.MONEY_APPROVE)
    submit_report(actor, ref, told(), at=AT)
    with refusal("own_report"):
        accept_report(actor, ref, at=AT)
    assert not policies.can_judge_report(actor, PartnerReport.objects.get())
    with pytest.raises(IntegrityError, match="report_judged_by_another"), transaction.atomic():
        PartnerReport.objects.update(decided_by=actor.name, decided_at=AT)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": " "}, "report_text_missing"),
        ({"body": "字" * 4001}, "report_text_missing"),
        ({"covers_to": TODAY + timedelta(days=1)}, "report_time_wrong"),
        ({"covers_from": TODAY + timedelta(days=1)}, "report_time_wrong"),
        ({"values": {}}, "indicator_missing"),
        ({"photos": [PhotoTold(PDF)]}, "report_not_picture"),
        ({"photos": [PhotoTold(PDF)] * 13}, "photos_too_many"),
    ],
)
def test_a_report_that_cannot_be_right_is_refused(change, code):
    story = a_story(100_00)
    agreement = make_agreement(
        story.decider, source=story.own_purse(), to_org_id=story.partner.pk,
        text=AgreementText("校车"), ceiling_minor=100_00, signed_on=TODAY, at=AT,
        terms=AgreementTerms(30, [IndicatorAsked("乘车学生", "人", 418)]),
    )  # fmt: skip
    ref = paid(story, agreement, 30_00).reference
    assert queries.reports_owed()[0].due_on == TODAY + timedelta(days=30)
    riders = agreement.indicators.get().pk
    plain = {"values": {riders: 400}}
    with refusal(code):
        submit_report(story.partner_staff, ref, told(**{**plain, **change}), at=AT)
    assert not ReportIssue.objects.exists()
    submit_report(story.partner_staff, ref, told(**plain), at=AT)
    [counted] = queries.indicators_of(agreement)
    assert (counted.value, counted.indicator.target) == (400, 418)


@pytest.mark.parametrize(
    "terms",
    [
        AgreementTerms(0),
        AgreementTerms(367),
        AgreementTerms(90, [IndicatorAsked(" ", "人", 1)]),
        AgreementTerms(90, [IndicatorAsked("乘车学生", "人", 0)]),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms):
    story = a_story()
    with refusal("agreement_terms_wrong"):
        make_agreement(
            story.decider, source=story.own_purse(), to_org_id=story.partner.pk,
            text=AgreementText("校车"), ceiling_minor=1, signed_on=TODAY, at=AT, terms=terms,
        )  # fmt: skip


def test_the_database_refuses_a_report_above_its_payment_and_a_use_told_twice():
    story = a_story(100_00)
    agreement = an_agreement(story)
    first, second = paid(story, agreement, 30_00), paid(story, agreement, 30_00)
    use = used(story.partner_staff, source_of_agreement(agreement), 40_00)
    elsewhere = used(story.drafter, story.own_purse(), 10_00)
    issue = submit_report(story.partner_staff, first.reference, told(), at=AT)
    other = ReportIssue.objects.create(
        report=PartnerReport.objects.get(disbursement=second), number=1, covers_from=TODAY,
        covers_to=TODAY, body="x", digest=b"0" * 32, submitted_by="person:1", submitted_at=AT,
    )  # fmt: skip
    for broken, constraint in (
        ({"issue": other, "use": use, "amount_minor": 31_00}, "report_within_payment"),
        ({"issue": other, "use": use, "amount_minor": 11_00}, "report_line_within_its_amount"),
        ({"issue": other, "use": elsewhere, "amount_minor": 1}, "report_line_of_this_purse"),
        ({"issue": other, "passed_on": second, "amount_minor": 1}, "report_line_of_this_purse"),
        ({"issue": other, "amount_minor": 1}, "report_line_of_one_thing"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            ReportLine.objects.create(**broken)
        assert refused.value.__cause__.diag.constraint_name == constraint
    for table in ("reportissue", "reportline"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from disbursing_{table}")
    assert issue.lines.count() == 1


def test_policies_answer_the_same_for_one_and_for_many():
    story = a_story(100_00)
    first = an_agreement(story)
    second = a_second_agreement(story, first)
    refs = [paid(story, first, 20_00).reference for _ in range(3)]
    paid(story, second, 10_00)
    for ref in refs[:2]:
        submit_report(story.partner_staff, ref, told(), at=AT)
    accept_report(story.decider, refs[0], at=AT)
    people = (
        story.drafter, story.decider, story.partner_staff, story.hospital_staff,
        as_donor(chen()), Actor.stranger(), SETUP,
    )  # fmt: skip
    reports = list(PartnerReport.objects.select_related("agreement__project"))
    for actor in people:
        for one, many in (
            (policies.can_see_report, policies.reports_visible_to),
            (policies.can_write_report, policies.reports_writable_by),
            (policies.can_judge_report, policies.reports_judgeable_by),
        ):
            assert set(many(actor)) == {report for report in reports if one(actor, report)}


def test_a_picture_is_public_once_its_faces_were_judged_and_its_report_accepted():
    story = a_story(100_00)
    ref = paid(story, an_agreement(story), 30_00).reference
    photos = [PhotoTold(a_photo(), "no_faces")]
    submit_report(story.partner_staff, ref, told(photos=photos), at=AT)
    [photo] = queries.issues_of(queries.report_for(SETUP, ref))[0].photos.all()
    sha, nobody = photo.file.sha256, Actor.stranger()
    with pytest.raises(NotFound):
        queries.file_for(nobody, sha)
    assert not queries.file_for(story.decider, sha).is_public
    accept_report(story.decider, ref, at=AT)
    assert queries.file_for(nobody, sha).is_public
