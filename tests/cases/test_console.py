"""The console's pages for cases: opened by one, approved by another, and a name only on request."""

from typing import Any
from uuid import uuid4

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.base import vault
from liushui.base.models import StateChange
from liushui.cases import policies, queries
from liushui.cases.models import Case
from liushui.cases.services import CaseAsked, open_named_case
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, Organisation, Person
from liushui.places.models import Place
from liushui.projects.models import Project
from tests.accounts.builders import sign_in
from tests.cases.test_cases import TEXT, a_village
from tests.parties.builders import as_donor, chen, holder, person
from tests.projects.builders import AT, SETUP, an_open_project, charity

BEGINS_WITH = (lambda: an_open_project(charity()),)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
LIST = "/console/cases/"
CHILD = "黄小禾"


def helper(body: Organisation, name: str = "周宁") -> Actor:
    return holder(person(name), body, Right.CASE_EDIT)


def signed_in(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    account, _ = Account.objects.get_or_create(person_id=actor.person_id)
    sign_in(client, account)
    return client


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def asked(project: Project, **change: Any) -> CaseAsked:
    facts = {
        "key": uuid4(), "project_number": project.number, "name": CHILD, "text": TEXT,
        "organisation_id": project.organisation_id, "need_minor": 50_000_00, **change,
    }  # fmt: skip
    return CaseAsked(**facts)


def form_of(project: Project, **change: str) -> dict[str, str]:
    return {
        "key": str(uuid4()), "organisation": str(project.organisation_id),
        "project": project.number, "name": CHILD, "kind_label": "外伤手术",
        "public_line": "住院 12 天", "need": "50,000", **change,
    }  # fmt: skip


def test_one_opens_another_approves_and_closes_with_a_reason() -> None:
    body = charity()
    project = an_open_project(body)
    village = a_village()
    opener, other = signed_in(helper(body)), signed_in(helper(body, "方敏"))
    answer = opener.post(f"{LIST}new/", form_of(project, place=village.code))
    case = Case.objects.get()
    address = f"{LIST}{case.number}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert (case.place_id, case.need_minor, case.state) == (village.code, 50_000_00, "open")
    page = words(opener.get(address))
    assert "云南省 云溪市 云溪县 岩口镇 岩口村" in page
    assert "another person must approve it" in page
    assert f'action="{address}approve/"' not in page
    refused = opener.post(f"{address}approve/")
    assert refused.status_code == 403
    assert "You opened this case" in words(refused)
    assert Case.objects.get().state == "open"
    assert other.post(f"{address}approve/").status_code == 302
    assert Client().get(f"/cases/{case.number}/").status_code == 200
    unsaid = other.post(f"{address}close/", {"why": " "})
    assert unsaid.status_code == 422
    assert "Say why the case is closed" in words(unsaid)
    assert other.post(f"{address}close/", {"why": "补助已付清"}).status_code == 302
    assert StateChange.objects.order_by("pk").last().why == "补助已付清"
    assert other.post(f"{address}approve/").status_code == 409


def test_a_name_is_shown_on_request_and_the_reading_recorded() -> None:
    body = charity()
    actor = helper(body)
    client = signed_in(actor)
    case = open_named_case(SETUP, asked(an_open_project(body)), at=AT)
    address = f"{LIST}{case.number}/"
    assert CHILD not in words(client.get(address))
    reads = AuditRecord.objects.filter(verb="person.name_read")
    assert not reads.exists()
    assert client.get(f"{address}name/").status_code == 405
    answer = client.post(f"{address}name/")
    assert CHILD in words(answer)
    assert "no-store" in answer["Cache-Control"]
    read = reads.get()
    assert (read.actor, read.thing_id) == (actor.name, case.beneficiary_id)
    assert CHILD not in words(client.get(address))
    with transaction.atomic():
        vault.destroy_key(case.beneficiary.vault_id)
    assert client.post(f"{address}name/").status_code == 410


def test_a_name_stands_in_no_list_no_address_and_no_log() -> None:
    body = charity()
    project = an_open_project(body)
    client = signed_in(helper(body))
    with structlog.testing.capture_logs() as logs:
        opened = client.post(f"{LIST}new/", form_of(project))
        client.post(f"{LIST}new/", form_of(project, need="0"))
        client.post(f"{LIST}new/", form_of(project, public_line=f"{CHILD}住院"))
        client.post(f"{opened['Location']}name/")
    assert CHILD not in words(client.get(LIST))
    assert CHILD not in opened["Location"] + str(logs) + repr(asked(project))
    assert CHILD not in "".join(str(record.facts) for record in AuditRecord.objects.all())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"need": "0"}, "need must be above zero"),
        ({"need": "1.234"}, "at most two decimals"),
        ({"name": " "}, "is-invalid"),
        ({"public_line": "黄 小禾，住院"}, "contain the person&#x27;s name"),
        ({"kind_label_en": CHILD}, "contain the person&#x27;s name"),
        ({"place": "无此地"}, "No region has this code or name"),
        ({"project": "P1999001"}, "is-invalid"),
    ],
)
def test_a_refused_form_comes_back_with_its_input(change: dict[str, str], said: str) -> None:
    body = charity()
    project = an_open_project(body)
    client = signed_in(helper(body))
    people = Person.objects.count()
    answer = client.post(f"{LIST}new/", form_of(project, kind_label_en="Surgery") | change)
    assert answer.status_code == 422
    page = words(answer)
    assert said in page
    assert 'value="外伤手术"' in page
    assert (Case.objects.count(), Person.objects.count()) == (0, people)


def test_a_place_that_may_be_several_is_asked_back_without_a_script() -> None:
    body = charity()
    project = an_open_project(body)
    town = a_village().parent
    other = Place.objects.create(code="539901002", level=4, name="岩口乡", parent=town.parent)
    client = signed_in(helper(body))
    answer = client.post(f"{LIST}new/", form_of(project, place="岩口"))
    assert answer.status_code == 422
    page = words(answer)
    assert "Several regions are called so" in page
    assert f'value="{other.code}"' in page
    assert "云南省 云溪市 云溪县 岩口乡" in page
    chosen = form_of(project, place="岩口", place_code=other.code)
    assert client.post(f"{LIST}new/", chosen).status_code == 302
    assert Case.objects.get().place_id == other.code
    exact = form_of(project, place="岩口镇")
    assert client.post(f"{LIST}new/", exact).status_code == 302
    assert Case.objects.order_by("pk").last().place_id == town.code


def test_a_form_sent_twice_is_one_case_of_one_person() -> None:
    body = charity()
    project = an_open_project(body)
    client = signed_in(helper(body))
    sent = form_of(project)
    first, second = (client.post(f"{LIST}new/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert (
        AuditRecord.objects.filter(verb="person.registered", actor__startswith="person:").count()
        == 1
    )
    neighbour = charity(2)
    with pytest.raises(NotAllowed):
        open_named_case(
            helper(neighbour, "孙"),
            asked(project, key=Case.objects.get().key, organisation_id=neighbour.pk),
            at=AT,
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [({"name": " "}, "case_name_missing"), ({"need_minor": 0}, "need_wrong")],
)
def test_a_refused_case_leaves_no_person_behind(change: dict[str, Any], code: str) -> None:
    project = an_open_project(charity())
    with pytest.raises(DomainError) as refused:
        open_named_case(SETUP, asked(project, **change), at=AT)
    assert refused.value.code == code
    assert not Person.objects.exists()


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    django_assert_num_queries: Any, cases: int
) -> None:
    body = charity()
    project = an_open_project(body)
    for _ in range(cases):
        open_named_case(SETUP, asked(project), at=AT)
    client = signed_in(helper(body))
    # session, account, posts, whether the part is used, new messages; sums, rows, saved filters
    with django_assert_num_queries(8):
        assert words(client.get(LIST)).count(">Surgery") == cases


def test_the_list_says_that_it_is_empty_and_goes_on_page_by_page() -> None:
    body = charity()
    project = an_open_project(body)
    client = signed_in(helper(body))
    assert "has no case here" in words(client.get(LIST))
    numbers = [open_named_case(SETUP, asked(project), at=AT).number for _ in range(26)]
    first = words(client.get(LIST))
    assert [n in first for n in (numbers[0], numbers[1], numbers[-1])] == [False, True, True]
    assert 'rel="next"' in first
    last = words(client.get(LIST, {"page": "2"}))
    assert [n in last for n in (numbers[0], numbers[1])] == [True, False]
    assert 'rel="next"' not in last


def test_strangers_and_other_organisations_are_kept_out() -> None:
    mine, other = charity(1), charity(2)
    project = an_open_project(mine)
    case = open_named_case(SETUP, asked(project), at=AT)
    stranger, neighbour = signed_in(as_donor(chen())), signed_in(helper(other, "孙"))
    address = f"{LIST}{case.number}/"
    for one in (LIST, f"{LIST}new/", address):
        assert Client().get(one).status_code == 302
        assert stranger.get(one).status_code == 403
    steps = ("name/", "approve/", "close/")
    for step in steps:
        assert neighbour.post(address + step, {"why": "x"}).status_code == 404
    assert case.number not in words(neighbour.get(LIST))
    assert neighbour.post(f"{LIST}new/", form_of(project)).status_code == 422
    Case.objects.update(was_approved=True)
    for step in steps:
        answer = neighbour.post(address + step, {"why": "x"})
        assert answer.status_code == 403
        assert CHILD not in words(answer)
    assert Case.objects.get().state == "open"


def test_each_policy_says_the_same_of_one_case_and_of_many() -> None:
    mine, other = charity(1), charity(2)
    project = an_open_project(mine)
    opener, second = helper(mine), helper(mine, "方敏")
    for actor in (opener, second):
        open_named_case(actor, asked(project), at=AT)
    closed = open_named_case(opener, asked(project), at=AT)
    Case.objects.filter(pk=closed.pk).update(state="closed")
    everything = list(Case.objects.all())
    for actor in (opener, second, helper(other, "孙"), as_donor(chen()), Actor.stranger(), SETUP):
        assert set(policies.cases_editable_by(actor)) == {
            case for case in everything if policies.can_edit(actor, case)
        }
        assert set(policies.cases_approvable_by(actor)) == {
            case for case in everything if policies.can_approve(actor, case)
        }
    assert [case.opened_by for case in queries.cases_to_approve(opener)] == [second.name]


def test_the_console_says_what_waits_for_the_second_person() -> None:
    body = charity()
    opener, second = helper(body), helper(body, "方敏")
    case = open_named_case(opener, asked(an_open_project(body)), at=AT)
    assert f"{LIST}{case.number}/" in words(signed_in(second).get("/console/"))
    page = words(signed_in(opener).get("/console/"))
    assert f"{LIST}{case.number}/" not in page
    assert f'href="{LIST}"' in page
    editor = holder(person("编"), body, Right.PROJECT_EDIT)
    assert f'href="{LIST}"' not in words(signed_in(editor).get("/console/"))


def test_the_database_knows_no_case_that_one_person_opened_and_approved() -> None:
    body = charity()
    case = open_named_case(helper(body), asked(an_open_project(body)), at=AT)
    with pytest.raises(IntegrityError, match="case_approved_by_another"), transaction.atomic():
        Case.objects.update(approved_by=case.opened_by, was_approved=True)
