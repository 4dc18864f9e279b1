"""A guardian acts for a child until it is fourteen, and not a day longer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from liushui.kernel.errors import NotFound
from liushui.parties.agreements import CHILD
from liushui.parties.models import Consent, Person
from liushui.parties.services import NameEmpty, open_account
from liushui.privacy import policies, queries, services
from liushui.privacy.models import DataRequest, Guardianship
from tests.accounts.builders import signed_in_client
from tests.parties import builders as parties
from tests.privacy.builders import AT, lin

pytestmark = pytest.mark.django_db

BORN = date(2018, 3, 4)


def a_child(name: str = "林小满", born: date = BORN) -> Guardianship:
    return services.add_child(lin(), name=name, born_on=born, language="zh-hans", at=AT)


@pytest.mark.parametrize(
    ("born", "of_age"),
    [
        (date(2012, 3, 4), date(2026, 3, 4)),
        (date(2012, 2, 29), date(2026, 3, 1)),
        (date(2014, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_child_comes_of_age_on_its_fourteenth_birthday(born: date, of_age: date) -> None:
    assert policies.comes_of_age(born) == of_age


def test_the_guardian_sees_corrects_and_erases_what_is_kept() -> None:
    held = a_child()
    assert a_child() == held, "the same form twice is one child"
    guardian = lin()
    child = held.child_id
    shown = [f.text for part in queries.sections_of(guardian, child) for f in part.facts]
    assert "林小满" in shown
    services.correct(guardian, child, name="林小曼", at=AT)
    assert queries.name_of(guardian, child) == "林小曼"
    assert Consent.objects.filter(purpose=CHILD, person_id=guardian.person_id).count() == 1
    services.request_erasure(guardian, child, at=AT)
    assert services.erase_due(at=AT + timedelta(days=8)) == 1
    assert Person.objects.get(pk=child).erased_at
    assert queries.children_of(guardian, AT) == []


def test_nobody_else_acts_for_the_child_and_the_guardian_not_after_fourteen() -> None:
    held = a_child()
    with pytest.raises(NotFound):
        queries.sections_of(parties.as_donor(parties.chen()), held.child_id)
    with pytest.raises(NotFound):
        queries.child_for(parties.as_donor(parties.chen()), held.pk, AT)
    grown = datetime(2032, 3, 4, 1, tzinfo=UTC)
    assert policies.can_act_for(lin(), held.child_id, at=grown - timedelta(days=1))
    assert not policies.can_act_for(lin(), held.child_id, at=grown)
    with pytest.raises(NotFound):
        services.request_erasure(lin(), held.child_id, at=grown)


def test_a_child_goes_with_its_guardian() -> None:
    held = a_child()
    services.request_erasure(lin(), held.guardian_id, at=AT)
    services.erase_due(at=AT + timedelta(days=8))
    assert Person.objects.filter(erased_at__isnull=False).count() == 2
    held.refresh_from_db()
    assert (held.born_on_sealed, held.ended_at) == (None, AT + timedelta(days=8))


def test_a_form_that_cannot_be_right_is_refused() -> None:
    for refusal, code, name, born in (
        (services.ChildTooOld, "child_too_old", "林", date(2012, 7, 18)),
        (services.ChildBornWrong, "child_born_wrong", "林", date(2026, 7, 19)),
        (NameEmpty, "name_empty", " ", BORN),
    ):
        with pytest.raises(refusal) as refused:
            a_child(name, born)
        assert refused.value.code == code
    for number in range(queries.MOST_CHILDREN):
        a_child(f"林{number}")
    with pytest.raises(services.TooManyChildren) as refused_many:
        a_child("林多")
    assert refused_many.value.code == "too_many_children"


def test_the_pages_of_a_guardian() -> None:
    client = signed_in_client(open_account(parties.lin().pk))
    form = {"name": "林小满", "born_on": "2019-03-04"}
    assert client.post("/me/children/", form).status_code == 422
    made = client.post("/me/children/", form | {"agree": "on"})
    path = made["Location"]
    assert "林小满" in client.get(path).content.decode()
    assert client.post(f"{path}name/", {"name": "林小曼"}).status_code == 302
    assert "林小曼" in client.get("/me/children/").content.decode()
    assert client.post(f"{path}copy/").status_code == 302
    client.post(f"{path}erase/", {"do": "erase"})
    assert DataRequest.objects.get(kind="erase").state == "waiting"
    client.post(f"{path}erase/", {"do": "call-back"})
    assert DataRequest.objects.get(kind="erase").state == "called_back"
    other = signed_in_client(open_account(parties.chen().pk))
    for end in ("", "name/", "erase/", "copy/"):
        ask = other.post if end else other.get
        assert ask(path + end).status_code == 404
