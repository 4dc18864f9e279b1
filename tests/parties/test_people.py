"""A person is nowhere in plain, is known again by phone, and is read by name only on the record."""

import pytest
from django.db import connection

from liushui.base import vault
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Person
from liushui.parties.queries import masked_name, masked_names, person_by_phone, person_name
from liushui.parties.services import (
    PhoneUnreadable,
    ProcessingStopped,
    lift_restriction,
    register_people,
    register_person,
    rename_person,
    restrict_person,
)
from tests.parties import builders as b

pytestmark = pytest.mark.django_db


def test_the_same_phone_is_the_same_person_however_it_is_written() -> None:
    lin = b.lin()
    assert register_person(b.SETUP, phone="+86 138-0000-0001", at=b.AT) == lin
    assert person_by_phone("１３８００００ ０００１") == lin
    assert person_by_phone("13800000009") is None
    assert person_by_phone("not a phone") is None


def test_people_without_a_phone_are_never_taken_for_each_other() -> None:
    assert b.person("林晓雨") != b.person("林晓雨")


def test_a_known_name_is_not_overwritten_by_registering_again() -> None:
    lin = b.lin()
    register_person(b.SETUP, name="别人", phone="13800000001", at=b.AT)
    assert person_name(b.as_donor(lin), Person.objects.get(pk=lin.pk)) == "林晓雨"
    rename_person(b.as_donor(lin), lin, name=" 林 晓雪 ", at=b.AT)
    assert person_name(b.as_donor(lin), Person.objects.get(pk=lin.pk)) == "林 晓雪"


@pytest.mark.parametrize("phone", ["123", "010-62345678", "１２３４５"])
def test_an_unreadable_phone_is_refused_without_repeating_it(phone: str) -> None:
    with pytest.raises(PhoneUnreadable) as refused:
        register_person(b.SETUP, phone=phone, at=b.AT)
    assert refused.value.code == "phone_unreadable"
    assert phone not in f"{refused.value} {refused.value.facts}"


def test_no_table_of_the_database_holds_a_name_or_a_phone_in_plain() -> None:
    b.lin()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f"select count(*) from {table} row"
                " where row::text like '%%林晓雨%%' or row::text like '%%13800000001%%'"
                " or row::text like %s or row::text like %s",
                [f"%{'林晓雨'.encode().hex()}%", f"%{b'13800000001'.hex()}%"],
            )
            assert cursor.fetchone() == (0,), table


def test_reading_a_colleagues_name_is_recorded_with_its_purpose_and_post() -> None:
    body = b.organisation()
    lin = b.lin()
    b.holder(lin, body, Right.PROJECT_EDIT)
    wang = b.holder(b.wang(), body, Right.GIFT_READ)
    assert person_name(wang, lin) == "林晓雨"
    read = AuditRecord.objects.get(verb="person.name_read")
    assert (read.actor, read.thing_id) == (wang.name, lin.pk)
    assert read.facts == {"purpose": "colleague", "organisation": body.pk}
    assert read.post_id == wang.posts[0].post_id


def test_a_post_alone_is_no_reason_to_read_a_name() -> None:
    lin = b.lin()
    b.holder(b.zhao(), b.organisation(2), Right.PROJECT_EDIT)
    wang = b.holder(b.wang(), b.organisation(), *Right)
    for person in (lin, b.zhao()):
        with pytest.raises(NotAllowed):
            person_name(wang, person)
    assert not AuditRecord.objects.filter(verb="person.name_read").exists()


def test_a_name_whose_use_was_stopped_is_closed_to_staff_and_open_to_its_owner() -> None:
    body, lin = b.organisation(), b.lin()
    b.holder(lin, body, Right.PROJECT_EDIT)
    wang = b.holder(b.wang(), body, Right.GIFT_READ)
    restrict_person(b.SETUP, lin.pk, at=b.AT)
    lin.refresh_from_db()
    with pytest.raises(ProcessingStopped) as refused:
        person_name(wang, lin)
    assert refused.value.code == "processing_stopped"
    assert person_name(b.as_donor(lin), lin) == "林晓雨"
    lift_restriction(b.SETUP, lin.pk, at=b.AT)
    lin.refresh_from_db()
    assert person_name(wang, lin) == "林晓雨"


def test_reading_ones_own_name_is_nobodys_business() -> None:
    lin = b.lin()
    assert person_name(b.as_donor(lin), lin) == "林晓雨"
    assert not AuditRecord.objects.filter(verb="person.name_read").exists()


def test_without_a_post_nobody_reads_anothers_name() -> None:
    lin = b.lin()
    for actor in (Actor.stranger(), b.as_donor(b.chen())):
        with pytest.raises(NotAllowed):
            person_name(actor, lin)


def test_strangers_see_the_surname_only(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    lin, nameless, gone = b.lin(), b.person(phone="13800000009"), b.zhao()
    vault.destroy_key(gone.vault_id, at=b.AT)
    assert masked_name(lin) == "林**"
    with django_assert_num_queries(1):
        shown = masked_names([lin, nameless, gone])
    assert shown == {lin.pk: "林**", nameless.pk: "", gone.pk: "*"}


def test_an_erased_name_is_gone_for_staff_too() -> None:
    lin = b.lin()
    vault.destroy_key(lin.vault_id, at=b.AT)
    with pytest.raises(vault.Shredded):
        person_name(b.SETUP, lin)


def test_the_people_of_a_list_are_new_and_sealed_each() -> None:
    known = b.lin()
    people = register_people(b.SETUP, ["林晓雨", " 林 晓雨 ", "王志远"], at=b.AT)
    assert known not in people
    assert list(masked_names(people).values()) == ["林**", "林**", "王**"]
    assert person_name(b.SETUP, people[1]) == "林 晓雨"
    assert AuditRecord.objects.get(verb="people.registered").facts == {"count": 3}
