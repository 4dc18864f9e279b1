"""Organisations are known by a code that is right, and show certificates with days on them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.ids import is_credit_code
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Organisation, Standing
from liushui.parties.queries import certificates_of, organisation_for, organisations_of
from liushui.parties.services import (
    CertificateDaysWrong,
    CreditCodeWrong,
    add_certificate,
    register_organisation,
)
from tests.parties import builders as b

pytestmark = pytest.mark.django_db
CODE = "531100006684027126"


def registered(code: str = CODE, name: str = "北京某基金会") -> Organisation:
    return register_organisation(b.SETUP, credit_code=code, kind="foundation", name=name, at=b.AT)


def test_an_organisation_is_found_by_its_code_by_anyone() -> None:
    body = registered()
    assert organisation_for(Actor.stranger(), CODE) == body
    with pytest.raises(NotFound):
        organisation_for(Actor.stranger(), "91110000600037341L")


def test_registering_twice_gives_the_same_organisation_and_one_record() -> None:
    assert registered() == registered(name="另一个名字")
    assert Organisation.objects.get().name == "北京某基金会"
    assert AuditRecord.objects.filter(verb="organisation.registered").count() == 1


def test_a_code_is_read_in_small_letters_and_with_blanks() -> None:
    assert registered(" 52620600mjy949356h ").credit_code == "52620600MJY949356H"


@pytest.mark.parametrize(
    "code", ["531100006684027125", "53110000668402712", "", "I31100006684027126"]
)
def test_a_wrong_code_is_refused_and_nothing_is_registered(code: str) -> None:
    with pytest.raises(CreditCodeWrong) as refused:
        registered(code)
    assert refused.value.code == "credit_code_wrong"
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("code", "constraint"),
    [
        ("531100006684027125", "organisation_credit_code_check"),
        ("53110000668402712o", "organisation_credit_code_form"),
        ("53110000668402712", "organisation_credit_code_form"),
    ],
)
def test_the_database_refuses_a_wrong_code_too(code: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f"{constraint}|organisation_credit_code_check"):
        Organisation.objects.create(
            credit_code=code, kind="foundation", name="名", short_name="名", created_at=b.AT
        )


def test_the_database_and_the_kernel_judge_codes_alike() -> None:
    codes = [
        f"{CODE[:place]}{other}{CODE[place + 1 :]}" for place in range(18) for other in "0AHY9"
    ]
    codes += [CODE, "91110000600037341L", "52620600MJY949356H"]
    with connection.cursor() as cursor:
        cursor.execute(
            "select c, parties_credit_code_is_right(c) from unnest(%s::text[]) c", [codes]
        )
        for code, right in cursor.fetchall():
            assert right is is_credit_code(code), code


def test_only_the_installation_itself_sets_up_organisations() -> None:
    wang = b.as_donor(b.wang())
    with pytest.raises(NotAllowed):
        register_organisation(wang, credit_code=CODE, kind="foundation", name="名", at=b.AT)
    body = registered()
    with pytest.raises(NotAllowed):
        add_certificate(wang, body, kind="registration", number="1", valid_from=b.TODAY, at=b.AT)


def test_certificates_are_shown_newest_first_and_asked_for_by_day() -> None:
    body = registered()
    for number, start, end in [
        ("2019", date(2019, 9, 1), date(2024, 8, 31)),
        ("2024", date(2024, 9, 1), date(2029, 8, 31)),
    ]:
        for _ in range(2):  # safe to call twice
            add_certificate(
                b.SETUP,
                body,
                kind="public_fundraising",
                number=number,
                valid_from=start,
                valid_until=end,
                at=b.AT,
            )
    assert [c.number for c in certificates_of(body)] == ["2024", "2019"]
    assert [c.number for c in certificates_of(body.pk, date(2024, 8, 31))] == ["2019"]
    assert certificates_of(body, date(2018, 1, 1)) == []


@pytest.mark.parametrize(
    ("days_left", "standing"),
    [(-1, Standing.OUT), (0, Standing.SOON), (90, Standing.SOON), (91, Standing.VALID)],
)
def test_a_certificate_says_how_it_stands(days_left: int, standing: Standing) -> None:
    certificate = add_certificate(
        b.SETUP,
        registered(),
        kind="registration",
        number="1",
        valid_from=date(2020, 1, 1),
        valid_until=b.TODAY + timedelta(days=days_left),
        at=b.AT,
    )
    assert certificate.standing_on(b.TODAY) is standing
    assert certificate.standing_on(date(2019, 12, 31)) is Standing.EARLY


def test_a_certificate_without_end_stays_valid() -> None:
    certificate = add_certificate(
        b.SETUP, registered(), kind="registration", number="1", valid_from=b.TODAY, at=b.AT
    )
    assert certificate.standing_on(date(2100, 1, 1)) is Standing.VALID


def test_a_certificate_cannot_end_before_it_begins() -> None:
    body = registered()
    with pytest.raises(CertificateDaysWrong) as refused:
        add_certificate(
            b.SETUP,
            body,
            kind="registration",
            number="1",
            valid_from=date(2026, 2, 1),
            valid_until=date(2026, 1, 31),
            at=b.AT,
        )
    assert refused.value.code == "certificate_days_wrong"


def test_the_organisations_of_a_person_are_those_of_their_posts() -> None:
    one, _other = b.organisation(1), b.organisation(2)
    assert organisations_of(b.holder(b.wang(), one)) == [one]
    assert organisations_of(Actor.stranger()) == []


def test_an_organisation_is_not_its_own_superior() -> None:
    body = registered()
    with pytest.raises(IntegrityError, match="own_superior"), transaction.atomic():
        Organisation.objects.filter(pk=body.pk).update(superior=body.pk)
