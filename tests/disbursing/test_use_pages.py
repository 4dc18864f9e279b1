"""The console's pages for a use of one's own money: two people, one after the other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liushui.disbursing.models import Expenditure
from liushui.ledger.queries import balance
from tests.api.builders import program_of
from tests.disbursing.builders import PDF, a_slip, a_story, reported
from tests.disbursing.test_pages import signed_in, use_form, words
from tests.projects.builders import AT

pytestmark = pytest.mark.django_db
USES = "/console/uses/"


def test_a_use_of_ones_own_money_is_reported_by_one_and_confirmed_by_another() -> None:
    story = a_story(900_00)
    reporter, decider = signed_in(story.drafter), signed_in(story.decider)
    address = f"{USES}new/?fund={story.project.fund_id}"
    asked = words(reporter.get(address + "&lang=en"))
    assert "Another person who approves payments confirms it" in asked
    answer = reporter.post(address, use_form())
    assert (answer.status_code, answer["Location"]) == (302, USES)
    use = Expenditure.objects.get()
    page = f"{USES}{use.reference}/"
    assert (use.state, balance(story.project.fund_id).free) == ("reported", 300_00)

    waits = words(reporter.get(page, {"lang": "en"}))
    assert "It waits for another person who approves payments" in waits
    assert "Confirm the use" not in waits
    assert reporter.post(f"{page}decide/", {"do": "confirm"}).status_code == 403
    assert page in words(decider.get(USES))
    shown = words(decider.get(page, {"lang": "en"}))
    assert "Confirm the use of 600.00 yuan" in shown

    unsaid = decider.post(f"{page}decide/?lang=en", {"do": "confirm"})
    assert unsaid.status_code == 422
    assert "Nobody has said how this was paid" in words(unsaid)
    slip = {"do": "confirm", "bank_ref": "HD-1", "paid_on": "2026-07-18"}
    assert decider.post(f"{page}decide/", slip).status_code == 302
    use.refresh_from_db()
    assert (use.state, use.bank_ref) == ("confirmed", "HD-1")
    assert balance(story.project.fund_id).taken == 600_00
    assert "decide/" not in words(decider.get(page))


def test_a_refusal_asks_for_a_reason_and_the_reporter_reads_it() -> None:
    story = a_story(900_00)
    use = reported(story.drafter, story.own_purse(), 600_00, slip=a_slip())
    reporter, decider = signed_in(story.drafter), signed_in(story.decider)
    page = f"{USES}{use.reference}/"
    without = decider.post(f"{page}decide/?lang=en", {"do": "refuse", "why": " "})
    assert "Write why the use is refused" in words(without)
    told = {"do": "refuse", "why": "发票抬头不是本会"}
    assert decider.post(f"{page}decide/", told).status_code == 302
    assert "发票抬头不是本会" in words(reporter.get(page))
    assert reporter.post(f"{page}decide/", {"do": "withdraw"}).status_code == 409
    assert balance(story.project.fund_id).free == 900_00


def test_a_program_reports_and_another_persons_program_confirms() -> None:
    story = a_story(900_00)
    one, other = program_of(story.drafter), program_of(story.decider)
    voucher = SimpleUploadedFile("v.pdf", PDF, "application/pdf")
    said = {
        "fund": story.project.fund_id, "amount": 600_00, "label": "校车", "payee": "客运公司",
        "happened_on": f"{AT:%Y-%m-%d}", "voucher": voucher,
    }  # fmt: skip
    shown = {"authorization": f"Bearer {one.secret}", "idempotency-key": "use-00000001"}
    made = one.client.post("/api/v1/uses", said, headers=shown).json()
    assert (made["state"], made["word"]) == ("reported", "two")
    there = f"uses/{made['reference']}"
    assert one.post(f"{there}/confirm", {"in_cash": True}).status_code == 403
    assert other.post(f"{there}/confirm", {}).json()["code"] == "use_slip_missing"
    done = other.post(f"{there}/confirm", {"bank_ref": "HD-2", "paid_on": f"{AT:%Y-%m-%d}"})
    assert (done.json()["state"], done.json()["bank_ref"]) == ("confirmed", "HD-2")
    public = one.client.get(f"/api/v1/projects/{story.project.number}/money-out").json()
    assert [(u["amount"], u["bank_ref"]) for u in public["uses"]] == [(600_00, "")]
