"""The console's pages for money out, and who may open which file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liushui.disbursing.models import Agreement, Disbursement, Expenditure
from liushui.disbursing.queries import source_of_agreement
from liushui.ledger.queries import balance
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, Person
from tests.accounts.builders import sign_in
from tests.disbursing.builders import (
    PDF,
    Story,
    a_photo,
    a_reference,
    a_story,
    an_agreement,
    drafted,
    paid,
    used,
)
from tests.parties.builders import chen

BEGINS_WITH = (a_story,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
DESK = "/console/money-out/"


def signed_in(actor: Actor) -> Client:
    client = Client()
    account, _ = Account.objects.get_or_create(person=Person.objects.get(pk=actor.person_id))
    sign_in(client, account)
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def use_form(**change: Any) -> dict[str, Any]:
    return {
        "reference": a_reference(), "amount": "600", "label": "校车租金", "payee_label": "客运公司",
        "happened_on": "2026-07-18", "voucher": SimpleUploadedFile("v.pdf", PDF), **change,
    }  # fmt: skip


def test_a_payment_goes_from_draft_to_paid_by_two_people() -> None:
    story = a_story(100_000_00)
    agreement = an_agreement(story)
    drafter, decider = signed_in(story.drafter), signed_in(story.decider)
    form = {
        "reference": a_reference(), "agreement": agreement.number, "amount": "68,000",
        "purpose": "10 月校车租金",
    }  # fmt: skip
    answer = drafter.post(f"{DESK}new/", form)
    one = Disbursement.objects.get()
    page = f"{DESK}{one.reference}/"
    assert (answer.status_code, answer["Location"]) == (302, page)

    shown = words(decider.get(page, {"lang": "en"}))
    assert "Approve the payment of 68,000.00 yuan" in shown
    assert "100,000<span" in shown
    assert "32,000<span" in shown
    assert decider.post(f"{page}decide/", {"do": "approve"}).status_code == 302
    assert decider.post(f"{page}order/", {"order_ref": "O-1"}).status_code == 302
    slip = {"bank_ref": "B-1", "paid_at": "2026-07-18T10:00"}
    assert decider.post(f"{page}pay/", slip).status_code == 302
    assert balance(agreement.fund_id).free == 68_000_00


def test_the_drafter_is_offered_no_approval_and_refused_one() -> None:
    story = a_story(100_00)
    one = drafted(story.drafter, an_agreement(story), 10_00)
    client = signed_in(story.drafter)
    page = f"{DESK}{one.reference}/"
    assert "approval-title" not in words(client.get(page))
    assert client.post(f"{page}decide/", {"do": "approve"}).status_code == 403
    assert balance(one.agreement.source_fund_id).reserved == 0


def test_an_approval_of_more_than_is_free_says_what_is() -> None:
    story = a_story(100_00)
    one = drafted(story.drafter, an_agreement(story), 150_00)
    page = f"{DESK}{one.reference}/"
    client = signed_in(story.decider)
    assert "The fund does not hold enough" in words(client.get(page, {"lang": "en"}))
    answer = client.post(f"{page}decide/?lang=en", {"do": "approve"})
    assert answer.status_code == 409
    assert "100.00 yuan are free" in words(answer)


def test_stopping_a_payment_asks_for_a_reason() -> None:
    story = a_story(100_00)
    one = drafted(story.drafter, an_agreement(story), 10_00)
    client = signed_in(story.decider)
    address = f"{DESK}{one.reference}/decide/"
    answer = client.post(f"{address}?lang=en", {"do": "refuse", "why": " "})
    assert answer.status_code == 422
    assert "Write why the payment is stopped." in words(answer)
    assert client.post(address, {"do": "refuse", "why": "账户有误"}).status_code == 302
    assert Disbursement.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": "1.005"}, "at most two decimals"),
        ({"amount": "600"}, "left to its ceiling"),
        ({"reference": "LS-1"}, "not a reference of ours"),
        ({"purpose": ""}, "is-invalid"),
    ],
)
def test_a_refused_draft_comes_back_with_its_input(change: dict[str, str], said: str) -> None:
    story = a_story(1000_00)
    agreement = an_agreement(story, ceiling=500_00)
    form = {
        "reference": a_reference(), "agreement": agreement.number, "amount": "10",
        "purpose": "租金", "purpose_en": "October rent", **change,
    }  # fmt: skip
    answer = signed_in(story.drafter).post(f"{DESK}new/?lang=en", form)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "October rent" in words(answer)
    assert not Disbursement.objects.exists()


def test_the_desk_is_empty_at_first_and_then_takes_a_fixed_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    story = a_story(100_00)
    agreement = an_agreement(story)
    client = signed_in(story.decider)
    assert "No payment waits for you" in words(client.get(DESK, {"lang": "en"}))
    for _ in range(3):
        drafted(story.drafter, agreement, 1_00)
    with django_assert_num_queries(10):
        page = words(client.get(DESK))
    assert page.count('class="queue-item"') == 3


def test_an_agreement_is_entered_by_credit_code() -> None:
    story = a_story(100_00)
    client = signed_in(story.decider)
    address = f"/console/agreements/new/?fund={story.project.fund_id}"
    form = {
        "to_org": story.partner.credit_code.lower(), "purpose": "校车", "ceiling": "500",
        "signed_on": "2026-07-18",
    }  # fmt: skip
    for wrong in ({"to_org": "91110000600037341L"}, {"to_org": story.charity.credit_code}):
        assert client.post(address, {**form, **wrong}).status_code == 422
    assert client.post(address, form).status_code == 302
    made = Agreement.objects.get()
    assert (made.to_org_id, made.ceiling_minor) == (story.partner.pk, 500_00)
    assert made.number in words(client.get("/console/agreements/"))
    assert client.get(f"/console/agreements/{made.number}/").status_code == 200
    end = f"/console/agreements/{made.number}/end/"
    assert signed_in(story.partner_staff).post(end).status_code == 403
    assert client.post(end).status_code == 302
    assert Agreement.objects.get().state == "ended"


def test_nobody_enters_an_agreement_out_of_anothers_purse() -> None:
    story = a_story(100_00)
    address = f"/console/agreements/new/?fund={story.project.fund_id}"
    assert signed_in(story.partner_staff).get(address).status_code == 404
    assert signed_in(story.decider).get("/console/agreements/new/?fund=x").status_code == 404


def _partner_page(story: Story, amount: int) -> tuple[Client, str, Agreement]:
    agreement = an_agreement(story)
    paid(story, agreement, amount)
    address = f"/console/uses/new/?fund={agreement.fund_id}"
    return signed_in(story.partner_staff), address, agreement


def test_a_partner_reports_a_use_with_its_voucher() -> None:
    client, address, agreement = _partner_page(a_story(1000_00), 700_00)
    assert client.get(address).status_code == 200
    photo = SimpleUploadedFile("p.jpg", a_photo())
    form = use_form(photo=photo, photo_is_public="on")
    assert client.post(address, form).status_code == 302
    assert balance(agreement.fund_id).free == 100_00
    page = words(client.get("/console/uses/"))
    assert Expenditure.objects.get().reference in page
    assert "100<span" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "700.01"}, "700.00 yuan are free in this fund"),
        ({"voucher": SimpleUploadedFile("v.pdf", b"MZ program")}, "neither a picture nor a PDF"),
        ({"voucher": ""}, "is-invalid"),
        ({"happened_on": "2099-01-01"}, "lies in the future"),
    ],
)
def test_a_refused_report_keeps_its_words(change: dict[str, Any], said: str) -> None:
    client, address, agreement = _partner_page(a_story(1000_00), 700_00)
    answer = client.post(address + "&lang=en", use_form(**change))
    assert answer.status_code == 422
    assert said in words(answer)
    assert "校车租金" in words(answer)
    assert balance(agreement.fund_id).free == 700_00


def test_a_voucher_opens_for_the_chain_leaves_a_record_and_stays_shut_for_others() -> None:
    story = a_story(1000_00)
    agreement = an_agreement(story)
    paid(story, agreement, 100_00)
    use = used(
        story.partner_staff, source_of_agreement(agreement), 1_00,
        photo=a_photo(), photo_is_public=True,
    )  # fmt: skip
    assert use.photo is not None
    voucher, photo = f"/files/{use.voucher.sha256}", f"/files/{use.photo.sha256}"
    answer = signed_in(story.drafter).get(voucher)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditRecord.objects.get(verb="file.read").thing_id == use.pk
    for outside in (Client(), signed_in(story.hospital_staff)):
        assert outside.get(voucher).status_code == 404
        shown = outside.get(photo)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert Client().get(f"/files/{'0' * 64}").status_code == 404
    assert AuditRecord.objects.filter(verb="file.read").count() == 1


def test_the_console_is_closed_to_strangers() -> None:
    story = a_story(100_00)
    one = drafted(story.drafter, an_agreement(story), 1_00)
    stranger = Client()
    lin = Client()
    sign_in(lin, Account.objects.create(person=chen()))
    for address in (DESK, f"{DESK}{one.reference}/", "/console/uses/", "/console/agreements/"):
        assert stranger.get(address).status_code == 302
        assert lin.get(address).status_code == 403
    assert signed_in(story.hospital_staff).get(f"{DESK}{one.reference}/").status_code == 404
