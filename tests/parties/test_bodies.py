"""A body shows itself: its own people write it, two people carry a certificate, all may read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.config.demo.papers import photo
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Certificate, Organisation, Person
from liushui.parties.queries import (
    certificate_picture,
    certificates_of,
    contact_lines_of,
    logo_of,
    organisations_at,
    register_page,
)
from liushui.parties.services import (
    Line,
    Paper,
    Profile,
    check_certificate,
    enter_certificate,
    open_account,
    present_organisation,
    set_logo,
)
from tests.accounts.builders import signed_in_client
from tests.parties.builders import AT, holder, organisation, wang, zhao
from tests.places.builders import load_corner

pytestmark = pytest.mark.django_db
PNG = photo(1)


def holding(body: Organisation, *rights: Right, who: Callable[[], Person] = wang) -> Actor:
    return holder(who(), body, *rights) if rights else Actor.stranger()


def paper(number: str = "粤民证字第 1 号", **facts: Any) -> Paper:
    day = day_of(AT)
    told = {"valid_until": day + timedelta(9), "issued_by": "民政局", "picture": PNG, **facts}
    return Paper("registration", number, day, **told)


def test_its_own_people_write_what_a_body_says_of_itself() -> None:
    load_corner()
    body = organisation()
    profile = Profile("做水的", "We do water.", "https://example.org", "0769-1234567", "441900101")
    lines = [Line("捐赠", "Giving", phone="0769-1"), Line("媒体", email="press@example.org")]
    for _ in range(2):
        present_organisation(
            holding(body, Right.BODY_EDIT), body.credit_code, profile, lines, at=AT
        )
    body.refresh_from_db()
    assert (body.about, body.place_id, body.website) == ("做水的", "441900101", profile.website)
    assert [line.label for line in contact_lines_of(body)] == ["捐赠", "媒体"]
    assert AuditRecord.objects.filter(verb="organisation.presented").count() == 1
    page = Client(headers={"accept-language": "en"}).get(f"/organisations/{body.credit_code}/")
    for said in ("We do water.", "广东省 东莞市 石碣镇", "press@example.org", profile.website):
        assert said in page.content.decode()


@pytest.mark.parametrize("rights", [[], [Right.MONEY_APPROVE], [Right.POSTS_MANAGE]])
def test_others_may_not(rights: list[Right]) -> None:
    body, other = organisation(), organisation(2)
    for actor in (holding(body, *rights), holding(other, Right.BODY_EDIT), Actor.stranger()):
        for act in (
            lambda a: present_organisation(a, body.credit_code, Profile("x"), at=AT),
            lambda a: set_logo(a, body.credit_code, PNG, at=AT),
            lambda a: enter_certificate(a, body.credit_code, paper(), at=AT),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("profile", "lines", "code"),
    [
        (Profile(website="javascript:alert(1)"), [], "website_unreadable"),
        (Profile(website="https://a\"onclick='x'"), [], "website_unreadable"),
        (Profile(website="example.org"), [], "website_unreadable"),
        (Profile(), [Line("捐赠")], "contact_line_wrong"),
        (Profile(), [Line("", phone="1")], "contact_line_wrong"),
        (Profile(), [Line("捐赠", phone="<b>1")], "contact_line_wrong"),
    ],
)
def test_what_would_mislead_is_refused(profile: Profile, lines: list[Line], code: str) -> None:
    body = organisation()
    with pytest.raises(DomainError) as refused:
        present_organisation(
            holding(body, Right.BODY_EDIT), body.credit_code, profile, lines, at=AT
        )
    assert refused.value.code == code
    assert not contact_lines_of(body)


def test_a_logo_is_drawn_anew_and_can_be_taken_away() -> None:
    body = organisation()
    editor = holding(body, Right.BODY_EDIT)
    set_logo(editor, body.credit_code, PNG, at=AT)
    assert logo_of(body.credit_code).media_type in {"image/png", "image/jpeg"}
    for content, code in (
        (b"%PDF-1.7 %%EOF", "picture_expected"),
        (b"<svg/>", "file_type_refused"),
    ):
        with pytest.raises(DomainError) as refused:
            set_logo(editor, body.credit_code, content, at=AT)
        assert refused.value.code == code
    set_logo(editor, body.credit_code, b"", at=AT)
    with pytest.raises(NotFound):
        logo_of(body.credit_code)
    with pytest.raises(IntegrityError, match="organisation_website_form"), transaction.atomic():
        Organisation.objects.filter(pk=body.pk).update(website="javascript:x")


def test_a_certificate_counts_once_a_second_person_checked_it() -> None:
    body = organisation()
    editor = holding(body, Right.BODY_EDIT)
    made = enter_certificate(editor, body.credit_code, paper(), at=AT)
    assert certificates_of(body) == []
    with pytest.raises(NotFound):
        certificate_picture(Actor.stranger(), body.credit_code, made.pk)
    assert certificate_picture(editor, body.credit_code, made.pk).content
    with pytest.raises(DomainError) as refused:
        check_certificate(editor, body.credit_code, made.pk, agrees=True, at=AT)
    assert refused.value.code == "certificate_entered_by_you"
    second = holding(body, Right.MONEY_APPROVE, who=zhao)
    for _ in range(2):
        check_certificate(second, body.credit_code, made.pk, agrees=True, at=AT)
    assert certificates_of(body) == [made]
    assert certificate_picture(Actor.stranger(), body.credit_code, made.pk).content
    with pytest.raises(IntegrityError, match="checked_by_another"), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(checked_by=editor.name)


def test_a_certificate_that_is_wrong_is_taken_out_again() -> None:
    body = organisation()
    editor = holding(body, Right.BODY_EDIT)
    made = enter_certificate(editor, body.credit_code, paper(), at=AT)
    second = holding(body, Right.BODY_EDIT, who=zhao)
    with pytest.raises(DomainError) as refused:
        enter_certificate(editor, body.credit_code, paper(), at=AT)
    assert refused.value.code == "certificate_known"
    wrong = paper("2", valid_until=day_of(AT) - timedelta(1))
    with pytest.raises(DomainError) as refused:
        enter_certificate(editor, body.credit_code, wrong, at=AT)
    assert refused.value.code == "certificate_days_wrong"
    check_certificate(second, body.credit_code, made.pk, agrees=False, at=AT)
    assert not Certificate.objects.exists()
    assert AuditRecord.objects.filter(verb="certificate.refused").exists()


def test_the_register_finds_by_name_kind_and_place() -> None:
    load_corner()
    first = organisation(1, name="东莞清水基金会")
    second = organisation(2, name="北京会", kind="federation")
    Organisation.objects.filter(pk=first.pk).update(place="441900101")
    Organisation.objects.filter(pk=second.pk).update(place="110105")
    assert list(register_page("清水").bodies) == [first]
    assert list(register_page(first.credit_code.lower()).bodies) == [first]
    assert list(register_page(kind="federation").bodies) == [second]
    assert list(register_page(place_code="44").bodies) == [first]
    assert list(register_page().bodies) == [second, first]
    assert organisations_at("4419") == [first]
    seen = Client().get("/organisations/", {"q": "清水", "in": "440000"}).content.decode()
    assert "东莞清水基金会" in seen
    assert "北京会" not in seen
    assert "东莞清水基金会" in Client().get("/places/4419/").content.decode()


def test_a_hostile_picture_is_refused_beside_its_field() -> None:
    body = organisation()
    editor = holding(body, Right.BODY_EDIT)
    assert editor.person_id
    client = signed_in_client(open_account(editor.person_id))
    path = f"/console/bodies/{body.credit_code}/certificates/new/"
    svg = SimpleUploadedFile("../../x.png", b"<svg onload='x'/>", content_type="image/png")
    day = day_of(AT).isoformat()
    told = {"kind": "registration", "number": "1", "issued_by": "x", "valid_from": day}
    answer = client.post(path, told | {"picture": svg})
    assert answer.status_code == 422
    png = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    assert client.post(path, told | {"picture": png}).status_code == 302
    page = f"/console/bodies/{body.credit_code}/"
    chosen = client.post(page, {"about": "新", "place_do": "next", "place": "nowhere"})
    assert chosen.status_code == 200, "choosing a place sends nothing"
    body.refresh_from_db()
    assert body.about == ""
    assert client.post(page, {"about": "新"}).status_code == 302
    body.refresh_from_db()
    assert body.about == "新"
