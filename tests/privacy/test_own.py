"""What people may ask of their own data, and that each answer has its effect."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liushui.base.files import FileDestroyed, open_file
from liushui.base.models import StoredFile
from liushui.config.demo.reading import words_of
from liushui.config.simulators.wechat_pay import Provider
from liushui.documents.models import Document
from liushui.giving.queries import shown_names
from liushui.giving.services import certificate_of
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.agreements import MESSAGES, SHOWN_NAME
from liushui.parties.models import AuditRecord, Consent, NameCorrection, Person
from liushui.parties.queries import has_agreed, kept_person, masked_name, person_by_phone
from liushui.parties.services import (
    NameEmpty,
    StillHoldsPost,
    open_account,
    register_person,
    send_code,
)
from liushui.privacy import queries, services
from liushui.privacy.models import DataCopy, DataRequest
from liushui.privacy.states import RequestState
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.privacy.builders import AT, WORDS, given_by, lin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]

LATER = AT + timedelta(days=8)


def values(sections: Any) -> str:
    return " ".join(f"{f.label} {f.text} {f.note}" for part in sections for f in part.facts)


def test_one_sees_in_full_everything_that_any_module_holds(provider: Provider) -> None:
    donor = lin()
    order = given_by(donor, provider)
    sections = queries.sections_of(donor, donor.person_id or 0)
    shown = values(sections)
    for value in ("林晓雨", "13800000001", order.reference, WORDS, "林**"):
        assert value in shown
    assert all(part.purpose for part in sections)
    assert next(part for part in sections if part.key == "gifts").stays


def test_nobody_sees_anothers_data_nor_learns_that_there_are_any() -> None:
    donor = lin()
    wang = parties.holder(parties.wang(), parties.organisation(), *Right)
    for ask in (
        lambda: queries.sections_of(wang, donor.person_id or 0),
        lambda: queries.readings(wang, donor.person_id or 0),
        lambda: services.make_copy(wang, donor.person_id or 0, at=AT),
        lambda: services.correct(wang, donor.person_id or 0, name="别人", at=AT),
        lambda: services.stop(wang, donor.person_id or 0, at=AT),
        lambda: services.request_erasure(wang, donor.person_id or 0, at=AT),
    ):
        with pytest.raises(NotFound):
            ask()
    assert not DataRequest.objects.exists()


def test_a_copy_is_whole_sealed_fetched_by_its_owner_and_gone_after_a_day(
    provider: Provider,
) -> None:
    donor = lin()
    order = given_by(donor, provider)
    client = signed_in_client(open_account(donor.person_id or 0))
    assert client.post("/me/data/copy/").status_code == 302
    copy = DataCopy.objects.get()
    assert b"PK" not in bytes(copy.content_sealed)[:40]
    answer = client.get(f"/me/data/copies/{copy.key}/")
    assert answer["Cache-Control"].count("no-store")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(packed.read("my-data.json"))
    assert told["form"] == "liushui-own-data-1"
    facts = {fact["key"]: fact["text"] for part in told["sections"] for fact in part["facts"]}
    assert (facts["name"], facts["phone"]) == ("林晓雨", "13800000001")
    assert order.reference in facts
    assert "林晓雨" in packed.read("my-data.html").decode()
    other = signed_in_client(open_account(parties.chen().pk))
    assert other.get(f"/me/data/copies/{copy.key}/").status_code == 404
    assert services.forget_copies(at=copy.expires_at) == 1
    assert client.get(f"/me/data/copies/{copy.key}/").status_code == 404


def test_a_corrected_name_shows_everywhere_and_the_old_one_stays_in_the_history(
    provider: Provider,
) -> None:
    donor = lin()
    order = given_by(donor, provider)
    before = StoredFile.objects.get()
    with pytest.raises(NameEmpty) as refused:
        services.correct(donor, donor.person_id or 0, name="  ", at=AT)
    assert refused.value.code == "name_empty"
    services.correct(donor, donor.person_id or 0, name=" 凌 晓雨 ", at=AT)
    services.correct(donor, donor.person_id or 0, name="凌 晓雨", at=AT)
    kept = kept_person(donor.person_id or 0)
    assert (kept.name, [name for name, _ in kept.earlier_names]) == ("凌 晓雨", ["林晓雨"])
    order.refresh_from_db()
    assert order.donor_display == "凌**"
    old, new = Document.objects.filter(number__startswith="LS-ZS-").order_by("number")
    assert (old.facts["donor"], old.reversal.why) == ("林**", "name")
    assert (new.number[-6:], new.facts["donor"]) == ("000002", "凌**")
    assert "凌" in words_of(certificate_of(donor, order.reference, at=giving.now()))
    assert open_file(before), "what was reversed stays for who audits it"


def test_an_issued_paper_is_changed_by_redrawing_alone(provider: Provider) -> None:
    given_by(lin(), provider)
    for change in (
        {"facts": {}},
        {"number": "LS-ZS-2026-000009", "redrawn_at": AT},
        {"issued_at": AT, "redrawn_at": AT},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.all()._raw_delete("default")


def test_the_history_of_names_is_append_only() -> None:
    donor = lin()
    services.correct(donor, donor.person_id or 0, name="凌晓雨", at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        NameCorrection.objects.update(at=AT)


def test_stopped_data_are_kept_shown_to_nobody_and_used_again_on_request(
    provider: Provider,
) -> None:
    donor = lin()
    order = given_by(donor, provider)
    services.stop(donor, donor.person_id or 0, at=AT)
    assert shown_names([order.reference]) == {order.reference: ""}
    assert kept_person(donor.person_id or 0).name == "林晓雨"
    services.lift(donor, donor.person_id or 0, at=AT)
    assert shown_names([order.reference]) == {order.reference: "林**"}


def test_an_erasure_waits_seven_days_and_can_be_called_back() -> None:
    donor = lin()
    who = donor.person_id or 0
    asked = services.request_erasure(donor, who, at=AT)
    assert services.request_erasure(donor, who, at=AT + timedelta(days=1)) == asked
    assert asked.due_at == AT + timedelta(days=7)
    assert Person.objects.get(pk=who).restricted_at == AT
    services.lift(donor, who, at=AT)
    assert Person.objects.get(pk=who).restricted_at == AT, "it stays stopped while it waits"
    assert services.erase_due(at=AT + timedelta(days=6)) == 0
    services.call_back_erasure(donor, who, at=AT + timedelta(days=6))
    services.call_back_erasure(donor, who, at=AT + timedelta(days=6))
    assert Person.objects.get(pk=who).restricted_at is None
    assert services.erase_due(at=LATER) == 0
    assert kept_person(who).name == "林晓雨"


def test_calling_back_does_not_lift_a_stop_of_before() -> None:
    donor = lin()
    services.stop(donor, donor.person_id or 0, at=AT - timedelta(days=1))
    services.request_erasure(donor, donor.person_id or 0, at=AT)
    services.call_back_erasure(donor, donor.person_id or 0, at=AT)
    assert Person.objects.get(pk=donor.person_id).restricted_at == AT - timedelta(days=1)


def test_the_phone_of_an_erased_person_is_free_for_somebody_new() -> None:
    donor = lin()
    client = signed_in_client(open_account(donor.person_id or 0))
    assert client.get("/me/").status_code == 200
    services.request_erasure(donor, donor.person_id or 0, at=AT)
    assert services.erase_due(at=LATER) == 1
    assert services.erase_due(at=LATER) == 0
    assert client.get("/me/").status_code == 302, "every session has ended"
    gone = Person.objects.get(pk=donor.person_id)
    assert masked_name(gone) == "*"
    assert person_by_phone("13800000001") is None
    assert register_person(parties.SETUP, phone="13800000001", at=LATER).pk != donor.person_id
    assert DataRequest.objects.get().state == RequestState.DONE
    assert AuditRecord.objects.filter(verb="data.erased").count() == 1


def test_whoever_holds_a_post_hands_it_over_first() -> None:
    someone = parties.wang()
    actor = parties.holder(someone, parties.organisation(), Right.GIFT_READ)
    with pytest.raises(StillHoldsPost) as refused:
        services.request_erasure(actor, someone.pk, at=AT)
    assert refused.value.code == "still_holds_post"
    client = signed_in_client(open_account(someone.pk))
    assert client.post("/me/data/erase/", {"sure": "on"}).status_code == 422
    assert not DataRequest.objects.exists()


def test_a_post_taken_up_meanwhile_refuses_the_erasure_and_says_why() -> None:
    donor = lin()
    services.request_erasure(donor, donor.person_id or 0, at=AT)
    parties.holder(parties.lin(), parties.organisation(), Right.GIFT_READ)
    assert services.erase_due(at=LATER) == 0
    asked = DataRequest.objects.get()
    assert (asked.state, asked.refusal_code) == (RequestState.REFUSED, "still_holds_post")
    assert kept_person(donor.person_id or 0).name == "林晓雨"
    assert Person.objects.get(pk=donor.person_id).restricted_at is None


def test_taking_back_the_shown_name_hides_it_on_pages_and_papers(
    provider: Provider, django_capture_on_commit_callbacks: Any
) -> None:
    donor = lin()
    order = given_by(donor, provider)
    before = StoredFile.objects.get()
    client = signed_in_client(open_account(donor.person_id or 0))
    assert has_agreed(donor.person_id or 0, SHOWN_NAME, "2026-11"), "choosing it was agreeing"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/consents/shown-name/", {"do": "take-back"})
    order.refresh_from_db()
    assert (order.donor_display, order.display) == ("", "anonymous")
    assert "一位捐赠人" in words_of(certificate_of(donor, order.reference, at=giving.now()))
    assert not any("林" in str(paper.facts) for paper in Document.objects.all())
    with pytest.raises(FileDestroyed) as gone:
        open_file(before)
    assert gone.value.code == "file_destroyed"


def test_agreeing_and_taking_back_is_one_press_each_and_every_word_is_kept() -> None:
    donor = lin()
    client = signed_in_client(open_account(donor.person_id or 0))
    for do in ("agree", "agree", "take-back", "take-back", "agree"):
        assert client.post("/me/consents/messages/", {"do": do}).status_code == 302
    said = Consent.objects.filter(purpose=MESSAGES).order_by("pk")
    assert list(said.values_list("is_given", flat=True)) == [True, False, True]
    page = client.get("/me/consents/").content.decode()
    assert page.count("<form") > 4
    assert "2026-11" in page
    client.post("/me/consents/sign-in/", {"do": "agree"})
    assert client.post("/me/consents/sign-in/", {"do": "take-back"})["Location"] == "/"
    assert client.get("/me/").status_code == 302, "nobody stays signed in without it"


def test_codes_and_copies_go_with_the_person(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"
    donor = lin()
    send_code(parties.SETUP, phone="13800000001", address="192.0.2.1", at=AT)
    services.make_copy(donor, donor.person_id or 0, at=AT)
    services.request_erasure(donor, donor.person_id or 0, at=AT)
    services.erase_due(at=LATER)
    assert not DataCopy.objects.exists()
