"""Money out by program: agreed, asked for, paid, sent back, reported on with pictures, judged."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from PIL import Image

from liushui.base.files import open_file
from liushui.disbursing.models import ReportPhoto
from liushui.kernel.clock import day_of
from liushui.ledger.queries import balance
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.disbursing.builders import PDF, a_story, an_agreement, paid
from tests.disbursing.test_batches import ready
from tests.giving import builders as giving
from tests.parties.builders import holder, person

pytestmark = pytest.mark.django_db


@answered_at(
    "agreement",
    "agreement-end",
    "agreement-made",
    "payment",
    "payment-cancel",
    "payment-return-decide",
    "payment-returned",
    "payment-returns",
    "purses",
)
def test_an_agreement_is_made_paid_under_and_what_comes_back_is_booked() -> None:
    story = a_story(900_00)
    decider, drafter = program_of(story.decider), program_of(story.drafter)
    [purse] = decider.get("own/purses").json()["purses"]
    asked = {
        "fund": purse["fund"], "to": story.partner.credit_code, "purpose": "校车",
        "ceiling": 500_00, "signed_on": f"{day_of(now())}",
    }  # fmt: skip
    made = decider.post("agreements", asked).json()
    there = f"agreements/{made['number']}"
    drafts = [
        drafter.post(f"{there}/payments", {"amount": 100_00, "purpose": "租金"}).json()
        for _ in range(2)
    ]
    one, other = (f"payments/{draft['reference']}" for draft in drafts)
    assert drafter.post(f"{other}/cancel", {"why": "重复"}).json()["state"] == "cancelled"
    decider.post(f"{one}/approve")
    decider.post(f"{one}/order", {"order_ref": "ZL-1"})
    decider.post(f"{one}/paid", {"bank_ref": "HD-1", "paid_at": now().isoformat()})
    sequence_all()
    slip = {"amount": 40_00, "bank_ref": "TH-1", "returned_at": now().isoformat(), "why": "退汇"}
    assert decider.post(f"{one}/returned", slip).status_code == 200
    [noted] = drafter.get(f"{one}/returns").json()["returns"]
    assert (noted["amount"], noted["is_booked"]) == (40_00, None)
    assert balance(story.project.fund_id).free == 800_00, "one person's word moves nothing"
    decide = f"{one}/returns/{noted['id']}/decide"
    assert decider.post(decide, {"agrees": True}).status_code == 403
    second = program_of(holder(person("秦岚"), story.charity, Right.MONEY_APPROVE))
    assert second.post(decide, {"agrees": True}).status_code == 200
    sequence_all()
    assert balance(story.project.fund_id).free == 840_00
    assert drafter.get(one).json()["state"] == "paid"
    assert decider.post(f"{there}/end", {"why": "期满"}).json()["state"] == "ended"
    assert program_of(story.partner_staff).get(there).json()["state"] == "ended"


@answered_at(
    "payment-request", "payment-request-decline", "payment-request-withdraw", "payment-requests"
)
def test_a_receiver_applies_and_is_declined_or_takes_it_back() -> None:
    story = a_story(900_00)
    there = f"agreements/{an_agreement(story).number}/requests"
    partner, drafter = program_of(story.partner_staff), program_of(story.drafter)
    first, second = (
        partner.post(there, {"amount": 10_00, "purpose": "租金"}).json()["reference"]
        for _ in range(2)
    )
    declined = drafter.post(f"requests/{first}/decline", {"why": "已付"}).json()
    taken_back = partner.post(f"requests/{second}/withdraw").json()
    assert (declined["state"], taken_back["state"]) == ("declined", "withdrawn")
    assert len(drafter.get(there).json()["requests"]) == 2


def a_picture(place: int) -> SimpleUploadedFile:
    """With a place and a maker, as a phone writes them."""
    file, marks = BytesIO(), Image.Exif()
    marks[0x010F], marks[0x8825] = "Phone", {1: "N", 2: (36.0, 3.0, 0.0)}
    Image.new("RGB", (40, 30), (place, 80, 60)).save(file, "JPEG", exif=marks)
    return SimpleUploadedFile(f"{place}.jpg", file.getvalue(), "image/jpeg")


@answered_at(
    "partner-report",
    "partner-report-accept",
    "partner-report-photographed",
    "partner-report-return",
    "partner-report-submit",
    "partner-report-waive",
    "report-tree",
)
def test_a_report_with_pictures_is_returned_written_anew_and_accepted() -> None:
    story = a_story(900_00)
    agreement = an_agreement(story)
    payment = paid(story, agreement, 100_00)
    waived = paid(story, agreement, 50_00)
    partner, decider = program_of(story.partner_staff), program_of(story.decider)
    there = f"partner-reports/{payment.reference}"
    covers: dict[str, Any] = {"covers_from": "2026-07-01", "covers_to": "2026-07-18"}
    plain = {**covers, "body": "校车已开行。"}
    assert partner.post(f"{there}/submit", plain).json()["state"] == "submitted"
    assert decider.post(f"{there}/return", {"why": "请附照片"}).json()["why"] == "请附照片"
    many = {**plain, "photos": [a_picture(n) for n in range(13)]}
    assert partner.send(f"{there}/submit-with-photos", many).json()["code"] == "photos_too_many"
    paper = {**plain, "photos": [SimpleUploadedFile("a.pdf", PDF, "application/pdf")]}
    assert partner.send(f"{there}/submit-with-photos", paper).json()["code"] == "report_not_picture"
    two = {**plain, "consent": "no_faces", "photos": [a_picture(1), a_picture(2)]}
    issues = partner.send(f"{there}/submit-with-photos", two).json()["issues"]
    assert [one["consent"] for one in issues[0]["photos"]] == ["no_faces"] * 2
    for kept in ReportPhoto.objects.all():
        with Image.open(BytesIO(open_file(kept.file))) as drawn:
            assert not dict(drawn.getexif()), "place and device are gone"
    shown = f"/files/{issues[0]['photos'][0]['file']}"
    assert Program().client.get(shown).status_code == 404
    assert decider.post(f"{there}/accept").json()["state"] == "accepted"
    assert Program().client.get(shown).status_code == 200
    assert partner.get(there).json()["state"] == "accepted"
    assert decider.post(f"partner-reports/{waived.reference}/waive", {"why": "款已退回"}).json()[
        "state"
    ] == "waived"  # fmt: skip
    tree = Program().get(f"projects/{story.project.number}/report-tree").json()
    assert sum(one["reports"].get("accepted", 0) for one in tree["levels"]) == 1


@answered_at("approval-rules", "bank-list", "bank-lists", "funds", "gift", "pools", "statement")
def test_books_lists_and_rules_are_read_by_program() -> None:
    story, _, refs = ready(30_00)
    payer = program_of(story.decider)
    made = payer.post("bank-lists", {"payments": refs, "form": "csv"}).json()["reference"]
    assert payer.get(f"bank-lists/{made}").json()["rows"] == 1
    assert [one["reference"] for one in payer.get("bank-lists").json()["lists"]] == [made]
    assert payer.get("approval-rules").json() == {"rules": []}
    reader = program_of(holder(person(), story.charity, Right.GIFT_READ, Right.MONEY_DRAFT))
    funds = {one["id"]: one["holds"] for one in reader.get("funds").json()["funds"]}
    fund = story.project.fund_id
    statement = reader.get(f"funds/{fund}/statement").json()
    assert statement["closing"] == funds[fund]
    assert reader.get("pools").json() == {"pools": []}
    order = giving.order(story.project, minor=12_00)
    told = reader.get(f"gifts/{order.reference}").json()
    assert (told["amount"], told["project"]) == (12_00, story.project.number)
