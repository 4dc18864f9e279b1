"""Claiming a gift of a list, and finding one's gifts again: what settles it, and what does not."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.test import Client

from liushui.base.home import Home
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftClaim, GiftOrder, ImportedGiver
from liushui.giving.personal import GivingHolder
from liushui.giving.queries.claims import claims_waiting, likely_gifts
from liushui.giving.services import import_gifts, plan_import
from liushui.giving.services.claiming import (
    ClaimReasonMissing,
    ClaimSettled,
    Details,
    GiftTaken,
    TooManyClaims,
    claim_gift,
    grant_claim,
    refuse_claim,
)
from liushui.giving.sheets.cells import rows_in
from liushui.giving.sheets.choosing import the_list
from liushui.giving.states import ClaimReason, ClaimState
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.ledger.services import sequence_all
from liushui.messaging.models import Notice
from liushui.messaging.queries import screen_messages
from liushui.parties.access import Right
from liushui.parties.models import Organisation
from liushui.parties.queries import actor_for, person_by_phone
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13800001111", "13900002222"
ON = date(2026, 3, 1)
STRANGER = giving.STRANGER


@pytest.fixture(autouse=True)
def _codes_on_the_screen(settings: Any, tmp_path: Any) -> None:
    settings.HOME = Home(tmp_path / "home")
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


def imported(rows: str, number: int = 1) -> Any:
    """A project with a list in the books."""
    project = giving.project(giving.charity(number))
    text = f"捐款人,手机号,金额,日期\n{rows}"
    _, sheet = the_list(rows_in(text.encode(), "a.csv"))
    import_gifts(giving.SETUP, plan_import(giving.SETUP, sheet, project=project.number),
                 at=giving.now())  # fmt: skip
    sequence_all()
    return project


def details(body: Organisation, name: str = "林晓雨", minor: int = 100_00, **rest: Any) -> Details:
    return Details(body.pk, name, minor, rest.pop("on", ON), **rest)


def claimed(body: Organisation, phone: str = PHONE, **said: Any) -> Any:
    return claim_gift(
        STRANGER, details(body, **said), phone=phone, address="203.0.113.9", at=giving.now()
    )


def staff(body: Organisation) -> Any:
    return parties.holder(parties.wang(), body, Right.GIFT_IMPORT)


def proven(client: Client, phone: str, number: str = "") -> None:
    """The phone answers its code."""
    asked = client.post("/find-gifts/", {"phone": phone, "number": number})
    assert asked.status_code == 302, asked.content.decode()
    code = re.search(r"\d{6}", screen_messages()[0].text)
    assert code
    entered = client.post("/find-gifts/code/", {"code": code[0]})
    assert entered.status_code == 302, entered.content.decode()


def test_details_that_the_list_has_make_the_gift_the_claimants() -> None:
    project = imported("林晓雨,13800001111,100.00,2026-03-01")
    client = Client(headers={"accept-language": "en"})
    proven(client, PHONE)
    assert "No gift is found" in client.get("/find-gifts/found/").content.decode()
    form = {"organisation": project.organisation_id, "name": " 林 晓雨", "amount": "100",
            "on": "2026-03-02", "words": ""}  # fmt: skip
    answer = client.post("/find-gifts/claim/", form)
    assert answer.status_code == 302, answer.content.decode()
    order = GiftOrder.objects.get()
    assert order.reference in client.get("/find-gifts/found/").content.decode()
    paper = client.get(f"/find-gifts/found/{order.reference}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert order.donor == person_by_phone(PHONE)
    mine = signed_in_client(open_account(order.donor_id))
    assert order.reference in mine.get("/me/gifts/").content.decode()


@pytest.mark.parametrize(
    ("row", "said", "reason"),
    [
        ("林晓雨,13800001111,100.00,2026-03-01", {"minor": 99_00}, ClaimReason.OTHER_DETAILS),
        ("林晓雨,13800001111,100.00,2026-03-01", {"name": "林晓雪"}, ClaimReason.OTHER_DETAILS),
        ("林晓雨,13800001111,100.00,2026-01-01", {}, ClaimReason.OTHER_DETAILS),
        ("林晓雨,,100.00,2026-03-01", {}, ClaimReason.NO_PHONE),
        ("林晓雨,13900002222,100.00,2026-03-01", {}, ClaimReason.OTHER_PHONE),
        ("王志远,13900002222,5.00,2026-03-01", {}, ClaimReason.NOTHING_LIKE_IT),
    ],
)
def test_what_differs_goes_to_a_person(row: str, said: dict[str, Any], reason: str) -> None:
    project = imported(row)
    came = claimed(project.organisation, **said)
    assert not came.orders
    assert came.waiting.reason == reason
    assert claimed(project.organisation, **said).waiting == came.waiting
    assert GiftOrder.objects.get().donor != came.waiting.claimant


def test_a_gift_is_one_persons() -> None:
    project = imported("林晓雨,,100.00,2026-03-01")
    one = claimed(project.organisation).waiting
    two = claimed(project.organisation, phone=OTHER).waiting
    wang, order = staff(project.organisation), GiftOrder.objects.get()
    grant_claim(wang, one.key, reference=order.reference, why="核对银行回单", at=giving.now())
    with pytest.raises(GiftTaken):
        grant_claim(wang, two.key, reference=order.reference, why="同", at=giving.now())
    refuse_claim(wang, two.key, why="已有人认领", at=giving.now())
    with pytest.raises(ClaimSettled):
        refuse_claim(wang, one.key, why="x", at=giving.now())
    states = set(GiftClaim.objects.values_list("state", flat=True))
    assert states == {ClaimState.GRANTED, ClaimState.REFUSED}
    assert set(Notice.objects.values_list("kind", flat=True)) == {"claim-granted", "claim-refused"}


def test_a_person_decides_with_a_reason_and_never_on_their_own_claim() -> None:
    project = imported("林晓雨,,100.00,2026-03-01")
    one = claimed(project.organisation).waiting
    reference = GiftOrder.objects.get().reference
    said = {"reference": reference, "at": giving.now()}
    elsewhere = parties.holder(parties.zhao(), giving.charity(2), Right.GIFT_IMPORT)
    with pytest.raises(ClaimReasonMissing):
        grant_claim(staff(project.organisation), one.key, why=" ", **said)
    with pytest.raises(NotFound):
        grant_claim(elsewhere, one.key, why="x", **said)
    parties.holder(one.claimant, project.organisation, Right.GIFT_IMPORT)
    own = actor_for(one.claimant_id, giving.now().date())
    with pytest.raises(NotAllowed):
        grant_claim(own, one.key, why="x", **said)


def test_staff_compare_without_reading_a_name_or_a_phone() -> None:
    project = imported("林晓雨,,100.00,2026-03-01\n林晓雪,13700003333,100.00,2026-03-01")
    one = claimed(project.organisation, words="工商银行尾号 8899").waiting
    assert [gift.same_name for gift in likely_gifts(one)] == [True, False]
    client = signed_in_client(
        open_account(staff(project.organisation).person_id), headers={"accept-language": "en"}
    )
    page = client.get(f"/console/claims/{one.key}/").content.decode()
    assert "8899" in page
    assert "138****1111" in page
    assert "林晓雨" not in page
    assert "13700003333" not in page
    reference = likely_gifts(one)[0].order.reference
    form = {"reference": reference, "why": "回单相符"}
    assert client.post(f"/console/claims/{one.key}/decide/", form).status_code == 302
    assert GiftOrder.objects.get(reference=reference).donor_id == one.claimant_id


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("林晓雨,,99.00,2026-03-01", {}),
        ("林小雨,,100.00,2026-03-01", {}),
        ("林晓雨,13900002222,100.00,2026-03-01", {}),
    ],
)
def test_what_differs_from_the_list_takes_two_people(row: str, said: dict[str, Any]) -> None:
    project = imported(row)
    one = claimed(project.organisation, **said).waiting
    wang, order = staff(project.organisation), GiftOrder.objects.get()
    zhao = parties.holder(parties.zhao(), project.organisation, Right.GIFT_IMPORT)
    asked = {"reference": order.reference, "at": giving.now()}
    for _twice in range(2):
        assert grant_claim(wang, one.key, why="名字写错一字", **asked).state == ClaimState.WAITING
    assert not Notice.objects.exists()
    assert claims_waiting(wang) == []
    assert [claim.pk for claim in claims_waiting(zhao)] == [one.pk]
    zhaos = signed_in_client(open_account(zhao.person_id), headers={"accept-language": "en"})
    page = zhaos.get(f"/console/claims/{one.key}/").content.decode()
    assert "two people decide" in page
    assert "名字写错一字" in page
    assert grant_claim(zhao, one.key, why="已看回单", **asked).state == ClaimState.GRANTED
    order.refresh_from_db()
    assert order.donor_id == one.claimant_id


def test_tries_run_out() -> None:
    project = imported("林晓雨,13800001111,100.00,2026-03-01")
    for fen in range(5):
        with suppress(TooManyClaims):
            claimed(project.organisation, minor=1_00 + fen)
    assert GiftClaim.objects.filter(state=ClaimState.WAITING).count() == 3
    with pytest.raises(TooManyClaims):
        claimed(project.organisation)


def test_number_and_phone_open_a_gift_and_neither_does_alone(
    provider: Provider, merchant: Any
) -> None:
    del merchant
    project = giving.project()
    donor = parties.person("林晓雨", phone=PHONE)
    order = giving.order(project, actor=actor_for(donor.pk, giving.now().date()))
    giving.settled(provider, order)
    sequence_all()
    other = Client()
    proven(other, OTHER, order.reference)
    assert order.reference not in other.get("/find-gifts/found/").content.decode()
    assert other.get(f"/find-gifts/found/{order.reference}.pdf").status_code == 404
    own = Client()
    assert own.post("/find-gifts/", {"number": order.reference}).status_code == 422
    proven(own, PHONE, order.reference)
    assert order.reference in own.get("/find-gifts/found/").content.decode()
    assert own.get(f"/find-gifts/found/{order.reference}.pdf").status_code == 200
    assert Client().get("/find-gifts/found/").status_code == 302


def test_an_imported_gift_opens_by_its_number_and_its_phone() -> None:
    imported("林晓雨,13800001111,100.00,2026-03-01")
    reference = GiftOrder.objects.get().reference
    client = Client()
    proven(client, PHONE, reference)
    assert reference in client.get("/find-gifts/found/").content.decode()


def test_where_no_list_was_booked_there_is_nothing_to_claim() -> None:
    client = Client()
    proven(client, PHONE)
    assert client.get("/find-gifts/claim/")["Location"] == "/find-gifts/found/"


def test_a_guests_reference_opens_by_itself(provider: Provider, merchant: Any) -> None:
    del merchant
    order = giving.order()
    giving.settled(provider, order)
    answer = Client().post("/find-gifts/", {"number": order.reference.lower()})
    assert answer["Location"] == f"/gifts/{order.reference}/thanks"


def test_an_erasure_takes_what_was_typed_and_what_lists_said() -> None:
    project = imported("林晓雨,13800001111,100.00,2026-03-01")
    claimed(project.organisation)
    waiting = claimed(project.organisation, minor=7_00).waiting
    holder, who = GivingHolder(), waiting.claimant_id
    assert {section.key for section in holder.sections(who)} == {"gifts", "claims"}
    holder.erase(who, at=giving.now())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.said_sealed, waiting.shown_name) == ("withdrawn", None, "")
    assert not ImportedGiver.objects.exists()
    assert GiftOrder.objects.get().donor_display == ""
