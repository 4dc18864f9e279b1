"""Reports, steps, applications, lists for the bank and returns, through their pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override

from liushui.disbursing import queries
from liushui.disbursing.measures import SETS
from liushui.disbursing.models import (
    Agreement,
    ApprovalRule,
    Disbursement,
    PaymentBatch,
    PaymentRequest,
    ReportPhoto,
)
from liushui.disbursing.queries import source_of_agreement
from liushui.disbursing.services import (
    RuleAsked,
    approve_disbursement,
    propose_approval_rule,
    submit_report,
)
from liushui.kernel.errors import DomainError
from liushui.ledger.queries import balance
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.access import Right
from tests.disbursing.builders import (
    a_photo,
    a_reference,
    a_story,
    an_agreement,
    drafted,
    paid,
    used,
)
from tests.disbursing.test_batches import NUMBER, results
from tests.disbursing.test_pages import signed_in, words
from tests.disbursing.test_partner_reports import told
from tests.parties.builders import holder, person
from tests.projects.builders import AT, TODAY

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]


def report_form(**change: Any) -> dict[str, Any]:
    return {
        "covers_from": "2026-07-18", "covers_to": "2026-07-18", "body": "校车已开行",
        "consent": "no_faces", **change,
    }  # fmt: skip


def test_a_report_is_written_with_pictures_judged_and_then_public() -> None:
    story = a_story(100_00)
    agreement = an_agreement(story)
    one = paid(story, agreement, 60_00)
    used(story.partner_staff, source_of_agreement(agreement), 20_00)
    writer, judge = signed_in(story.partner_staff), signed_in(story.decider)
    page = f"/console/reports/{one.reference}/"
    assert "校车租金" in words(writer.get(f"{page}write/")), "what would be gathered is shown"
    refused = writer.post(f"{page}write/?lang=en", report_form(body=""))
    assert refused.status_code == 422
    pictures = [SimpleUploadedFile(f"{n}.jpg", a_photo()) for n in range(2)]
    assert writer.post(f"{page}write/", report_form(photos=pictures)).status_code == 302
    assert ReportPhoto.objects.count() == 1, "the same picture is kept once"
    assert "Accept the report" in words(judge.get(page, {"lang": "en"}))
    assert writer.post(f"{page}judge/", {"do": "accept"}).status_code == 403
    assert judge.post(f"{page}judge/?lang=en", {"do": "return"}).status_code == 422
    assert judge.post(f"{page}judge/", {"do": "accept"}).status_code == 302
    public = words(signed_in(story.drafter).get(f"/projects/{story.project.number}/reports/"))
    assert "校车已开行" in public
    assert ReportPhoto.objects.get().file.sha256 in public
    listed = words(judge.get("/console/reports/", {"lang": "en"}))
    assert one.reference in listed


def test_a_report_can_be_waived_and_then_nobody_writes_it() -> None:
    story = a_story(100_00)
    one = paid(story, an_agreement(story), 60_00)
    page = f"/console/reports/{one.reference}/"
    answer = signed_in(story.decider).post(f"{page}judge/", {"do": "waive", "why": "金额很小"})
    assert answer.status_code == 302
    assert signed_in(story.partner_staff).get(f"{page}write/").status_code == 403


def test_rules_of_approval_are_proposed_by_one_and_agreed_to_by_another() -> None:
    story = a_story()
    first = signed_in(story.decider)
    second = signed_in(holder(person("秦岚"), story.charity, Right.MONEY_APPROVE))
    page = "/console/money-out/rules/"
    form = {
        "organisation": story.charity.pk, "from_amount": "50,000", "region": "",
        "step_1": "money.approve", "step_2": "money.pay",
    }  # fmt: skip
    assert first.post(page, {**form, "step_1": "money.pay"}).status_code == 422
    assert first.post(page, form).status_code == 302
    rule = ApprovalRule.objects.get()
    assert first.post(f"{page}{rule.pk}/", {"do": "agree"}).status_code == 403
    assert second.post(f"{page}{rule.pk}/", {"do": "agree"}).status_code == 302
    assert queries.steps_for(an_agreement(story), 50_000_00, AT) == ("money.approve", "money.pay")
    assert "50,000" in words(second.get(page))


def test_a_payment_of_two_steps_says_which_step_it_is_at() -> None:
    story = a_story(100_00)
    asked = RuleAsked(0, ["money.approve", "money.pay"])
    rule = propose_approval_rule(story.decider, story.charity.pk, asked, at=AT)
    other = holder(person("秦岚"), story.charity, Right.MONEY_APPROVE, Right.MONEY_PAY)
    signed_in(other).post(f"/console/money-out/rules/{rule.pk}/", {"do": "agree"})
    one = drafted(story.drafter, an_agreement(story), 10_00)
    page = f"/console/money-out/{one.reference}/"
    first, second = signed_in(story.decider), signed_in(other)
    assert "This is step 1 of 2" in words(first.get(page, {"lang": "en"}))
    first.post(f"{page}decide/", {"do": "approve"})
    assert "This is step 2 of 2" in words(second.get(page, {"lang": "en"}))
    second.post(f"{page}decide/", {"do": "approve"})
    assert Disbursement.objects.get().state == "approved"


def test_an_application_is_made_drafted_and_declined() -> None:
    story = a_story(100_00)
    agreement = an_agreement(story)
    receiver, drafter = signed_in(story.partner_staff), signed_in(story.drafter)
    apply = f"/console/agreements/{agreement.number}/apply/"
    form = {"reference": a_reference(), "amount": "40", "purpose": "11 月校车"}
    assert receiver.post(apply, {**form, "amount": "0"}).status_code == 422
    assert receiver.post(apply, form).status_code == 302
    page = f"/console/requests/{form['reference']}/"
    assert page in words(drafter.get("/console/money-out/"))
    start = words(drafter.get("/console/money-out/new/", {"request": form["reference"]}))
    assert "11 月校车" in start
    assert form["reference"] in start
    draft = {**form, "agreement": agreement.number, "amount": "35"}
    assert drafter.post("/console/money-out/new/", draft).status_code == 302
    assert PaymentRequest.objects.get().state == "drafted"
    second = {**form, "reference": a_reference()}
    receiver.post(apply, second)
    decide = f"/console/requests/{second['reference']}/decide/"
    assert drafter.post(decide, {"do": "decline"}).status_code == 422
    assert drafter.post(decide, {"do": "decline", "why": "预算用完"}).status_code == 302
    assert "预算用完" in words(receiver.get(f"/console/requests/{second['reference']}/"))


def test_an_agreement_is_entered_with_its_tranches_and_counts() -> None:
    story = a_story(100_00)
    client = signed_in(story.decider)
    address = f"/console/agreements/new/?fund={story.project.fund_id}"
    form = {
        "to_org": story.partner.credit_code, "purpose": "校车", "ceiling": "500",
        "signed_on": "2026-07-18", "report_days": "30",
        "tranches": "200；签约\n300；首期报告接收后", "indicators": "乘车学生；人；418",
    }  # fmt: skip
    for wrong in ({"tranches": "两百"}, {"indicators": "乘车学生"}, {"tranches": "600"}):
        assert client.post(address, {**form, **wrong}).status_code == 422
    assert client.post(address, form).status_code == 302
    made = Agreement.objects.get()
    assert made.report_days == 30
    page = words(client.get(f"/console/agreements/{made.number}/", {"lang": "en"}))
    assert "首期报告接收后" in page
    assert "乘车学生" in page
    assert "waits for the one before it" in page


def test_a_list_goes_to_the_bank_and_its_results_come_back() -> None:
    story = a_story(100_00)
    asked = AccountAsked(story.partner.name, "中国银行云溪支行", NUMBER)
    account_of_admission(story.partner.pk, asked, ("person:0", "system:test"), at=AT)
    one = drafted(story.drafter, an_agreement(story), 30_00)
    approve_disbursement(story.decider, one.reference, at=AT)
    client = signed_in(story.decider)
    page = "/console/money-out/lists/"
    assert client.post(page, {"form": "csv"}).status_code == 422
    form = {"reference": a_reference(), "payments": [one.reference], "form": "csv"}
    assert client.post(page, form).status_code == 302
    batch = PaymentBatch.objects.get()
    file = client.get(f"{page}{batch.reference}/file")
    assert NUMBER in file.content.decode("utf-8-sig")
    assert file["Cache-Control"] == "private, no-store"
    shown = words(client.get(f"{page}{batch.reference}/"))
    assert NUMBER not in shown
    assert batch.digest in shown
    sheet = results([one.reference, "30.00", "成功", "LS001", "2026-07-18", ""])
    answer = client.post(
        f"{page}{batch.reference}/results/", {"results": SimpleUploadedFile("r.csv", sheet)}
    )
    assert answer.status_code == 302
    assert Disbursement.objects.get().state == "paid"
    bad = SimpleUploadedFile("r.csv", b"x,y\n1,2\n")
    assert client.post(f"{page}{batch.reference}/results/", {"results": bad}).status_code == 422


def test_what_the_bank_sent_back_is_booked_on_the_payments_page() -> None:
    story = a_story(100_00)
    agreement = an_agreement(story)
    one = paid(story, agreement, 30_00)
    client = signed_in(story.decider)
    page = f"/console/money-out/{one.reference}/"
    assert re.search(r'name="amount" value="30.00"', words(client.get(page)))
    slip = {"amount": "10", "bank_ref": "TH-1", "returned_at": "2026-07-18T10:00", "why": "户名"}
    assert client.post(f"{page}returned/", {**slip, "amount": "31"}).status_code == 422
    assert client.post(f"{page}returned/", slip).status_code == 302
    assert balance(agreement.fund_id).free == 30_00, "one person's word moves nothing"
    shown = words(client.get(page))
    assert "TH-1" in shown
    [decide] = re.findall(r'action="([^"]+/returned/\d+/)"', shown)
    assert 'value="came"' not in shown
    assert client.post(decide, {"do": "came"}).status_code == 403
    second = signed_in(holder(person("秦岚"), story.charity, Right.MONEY_APPROVE))
    assert page in words(second.get("/console/money-out/"))
    assert 'value="came"' in words(second.get(page))
    assert second.post(decide, {"do": "came"}).status_code == 302
    assert balance(agreement.fund_id).free == 20_00


def test_the_quality_of_records_is_measured_three_ways() -> None:
    story = a_story(100_00)
    agreement = an_agreement(story)
    one = paid(story, agreement, 30_00)
    used(story.partner_staff, source_of_agreement(agreement), 10_00)
    payments, *_ = (one.measure([story.charity.pk], TODAY, TODAY) for one in SETS)
    assert (payments.count, payments.consistent, payments.fresh) == (1, 1, 1)
    assert payments.from_source == 0, "it was typed from a slip"
    _, uses, reports = (
        one.measure([story.partner.pk], TODAY, TODAY + timedelta(days=90)) for one in SETS
    )
    assert (uses.count, uses.consistent, uses.fresh, uses.from_source) == (1, 1, 1, 0)
    assert (reports.count, reports.consistent, reports.fresh) == (1, 0, 0)
    submit_report(story.partner_staff, one.reference, told(), at=AT)
    _, uses, reports = (
        one.measure([story.partner.pk], TODAY, TODAY + timedelta(days=90)) for one in SETS
    )
    assert (uses.from_source, reports.fresh, reports.from_source) == (1, 1, 1)
    page = signed_in(story.decider).get("/console/records/quality/")
    assert page.status_code == 200


def test_every_refusal_of_these_rooms_has_words_in_both_languages() -> None:
    codes = {
        kind.code: kind
        for kind in _all_below(DomainError)
        if kind.__module__.startswith("liushui.disbursing")
    }
    assert {"tranche_shut", "payee_unknown", "own_report", "returned_wrong"} <= set(codes)
    with override("zh-hans"):
        for kind in codes.values():
            assert gettext(kind.message) != kind.message, kind.code


def _all_below(kind: type) -> set[type]:
    below = set(kind.__subclasses__())
    return below | {one for child in below for one in _all_below(child)}
