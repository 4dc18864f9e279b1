"""A console table: narrowed, sorted, paged, kept as a filter, taken away, acted on."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from liushui.desk.models import SavedFilter
from liushui.desk.services import MOST_ROWS
from liushui.desk.tables import tables
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, Person
from liushui.projects.models import Project
from tests.accounts.builders import signed_in_client
from tests.parties.builders import chen, holder, person
from tests.projects.builders import a_draft, an_open_project, charity, editor

pytestmark = pytest.mark.django_db
LIST = "/console/projects/"
SHEETS = "/console/lists/projects/"


def signed_in(actor: Actor | None = None, someone: Person | None = None) -> Client:
    person_id = actor.person_id if actor else someone.pk if someone else None
    account, _ = Account.objects.get_or_create(person_id=person_id)
    return signed_in_client(account, headers={"accept-language": "en"})


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def rows_of(client: Client, **asked: str) -> list[str]:
    """The numbers of the projects that the list shows, in order."""
    page = client.get(LIST, asked).content.decode()
    found = [part.split('"')[0] for part in page.split('name="row" value="')[1:]]
    return list(found)


def titled(title: str, project: Project) -> Project:
    Project.objects.filter(pk=project.pk).update(title=title, title_en=title)
    return project


def test_a_list_is_narrowed_by_words_answers_and_days() -> None:
    body = charity()
    draft = titled("Winter coats", a_draft(body))
    bus = titled("School bus", an_open_project(body))
    client = signed_in(editor(body))
    assert rows_of(client) == [bus.number, draft.number]
    assert rows_of(client, state="draft") == [draft.number]
    assert rows_of(client, q="bus school") == [bus.number]
    assert rows_of(client, q="bus coats") == []
    assert rows_of(client, ends_from="2027-02-28") == [bus.number, draft.number]
    assert rows_of(client, ends_from="2027-03-01") == []
    assert rows_of(client, ends_to="2027-02-28", q=draft.number) == [draft.number]
    assert "No row fits the filter" in words(client.get(LIST, {"q": "none such"}))


@pytest.mark.parametrize("asked", [{"state": "no such"}, {"ends_from": "tomorrow"}])
def test_what_is_not_understood_is_left_out_and_named(asked: dict[str, str]) -> None:
    body = charity()
    project = a_draft(body)
    client = signed_in(editor(body))
    assert rows_of(client, **asked) == [project.number]
    assert "Not understood and left out" in words(client.get(LIST, asked))


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "password"}, {"sort": "-"}, {"page": "-1"}, {"page": "9" * 30}, {"q": "\0"},
        {"q": "%' or 1=1 --"}, {"unknown": "1"}, {"page": "٣"},
    ],
)  # fmt: skip
def test_a_hostile_address_breaks_nothing(asked: dict[str, str]) -> None:
    body = charity()
    a_draft(body)
    assert signed_in(editor(body)).get(LIST, asked).status_code == 200


def test_a_list_is_sorted_and_paged_and_sums_all_of_its_rows() -> None:
    body = charity()
    for number in range(30):
        titled(f"T{number:02}", a_draft(body))
    client = signed_in(editor(body))
    assert len(rows_of(client)) == 25
    assert len(rows_of(client, page="2")) == 5
    assert rows_of(client, page="99") == rows_of(client, page="2")
    by_title = [Project.objects.get(number=n).title for n in rows_of(client, sort="title")]
    assert by_title == [f"T{number:02}" for number in range(25)]
    page = words(client.get(LIST, {"sort": "title"}))
    assert 'aria-sort="ascending"' in page
    assert "3,600,000" in page  # 30 goals of 120,000 yuan, though the page shows 25


def test_one_sees_no_row_of_another_house() -> None:
    mine, other = charity(1), charity(2)
    theirs = a_draft(other)
    own = a_draft(mine)
    client = signed_in(editor(mine))
    assert rows_of(client) == [own.number]
    sheet = client.post(f"{SHEETS}export/", {"sheet": "csv"}).content.decode()
    assert own.number in sheet
    assert theirs.number not in sheet
    told = {"verb": "close", "row": [theirs.number], "confirmed": "yes", "why": "x"}
    assert theirs.number not in words(client.post(f"{SHEETS}do/", told))
    assert Project.objects.get(pk=theirs.pk).state == "draft"


def test_a_filter_is_kept_for_its_person_alone_and_sealed() -> None:
    body = charity()
    mine, other = editor(body), holder(person("孙"), body, Right.PROJECT_EDIT)
    client = signed_in(mine)
    kept = {"label": "林晓的项目", "state": "draft", "q": "林晓"}
    answer = client.post(f"{SHEETS}save/", kept)
    assert (answer.status_code, answer["Location"].split("=")[0]) == (302, f"{LIST}?q")
    assert "林晓的项目" in words(client.get(LIST))
    assert "林晓的项目" in words(client.get("/console/lists/"))
    assert "林晓" not in words(signed_in(other).get(LIST))
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(s)::text from desk_savedfilter s")
        row = cursor.fetchone()[0]
    assert "林晓".encode().hex() not in row
    assert "draft" not in row
    saved = SavedFilter.objects.get().pk
    address = f"/console/lists/saved/{saved}/delete/"
    assert signed_in(other).post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404


def test_the_same_name_is_rewritten_an_empty_one_and_one_too_many_are_refused() -> None:
    body = charity()
    client = signed_in(editor(body))
    for state in ("draft", "open"):
        client.post(f"{SHEETS}save/", {"label": " A  b ", "state": state})
    assert SavedFilter.objects.count() == 1
    assert "state=open" in words(client.get("/console/lists/"))
    refused = client.post(f"{SHEETS}save/", {"label": "  "})
    assert (refused.status_code, "no name yet" in words(refused)) == (422, True)
    for number in range(29):
        client.post(f"{SHEETS}save/", {"label": f"n{number}", "state": "open"})
    assert client.post(f"{SHEETS}save/", {"label": "31", "state": "open"}).status_code == 409


def test_a_csv_opens_as_text_and_never_as_a_formula() -> None:
    body = charity()
    for title in ("=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "山路校车"):
        titled(title, a_draft(body))
    answer = signed_in(editor(body)).post(f"{SHEETS}export/", {"sheet": "csv"})
    assert answer["Content-Disposition"].startswith('attachment; filename="projects-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    titles = [row[0] for row in rows[1:]]
    assert "山路校车" in titles
    assert not [t for t in titles if t[0] in "=+-@＝\t"]
    assert {row[-1] for row in rows[1:]} == {"120000.00"}


def test_a_spreadsheet_holds_numbers_days_and_no_formula() -> None:
    body = charity()
    titled('=HYPERLINK("http://x")', a_draft(body))
    answer = signed_in(editor(body)).post(f"{SHEETS}export/", {"sheet": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, row = list(sheet.iter_rows())
    assert head[0].value == "Project"
    assert row[0].data_type == "s"
    assert row[-1].value == 120_000
    assert row[-2].is_date
    inside = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inside


def test_an_export_takes_what_was_narrowed_and_is_on_the_record() -> None:
    body = charity()
    draft, open_ = a_draft(body), an_open_project(body)
    client = signed_in(editor(body))
    told = {"sheet": "csv", "state": "open"}
    sheet = client.post(f"{SHEETS}export/", told).content.decode()
    assert open_.number in sheet
    assert draft.number not in sheet
    record = AuditRecord.objects.get(verb="desk.exported")
    assert record.facts == {"table": "projects", "rows": 1, "sheet": "csv"}
    assert client.post(f"{SHEETS}export/", {"sheet": "exe"}).status_code == 404
    assert client.get(f"{SHEETS}export/").status_code == 405


def test_a_file_holds_the_rows_of_the_page_whatever_was_chosen_meanwhile() -> None:
    """Two windows: the list of one house stays open while the person turns to another."""
    mine, other = charity(1), charity(2)
    someone = person("周宁")
    own = a_draft(mine)
    holder(someone, mine, Right.PROJECT_EDIT)
    theirs = a_draft(other)
    client = signed_in(holder(someone, other, Right.PROJECT_EDIT))
    assert rows_of(client) == [theirs.number, own.number]
    client.post("/console/switch/", {"organisation": mine.credit_code})
    assert rows_of(client) == [own.number]
    page = client.get(LIST).content.decode()
    shown = page.split('name="acting_in" value="')[1].split('"')[0]
    client.post("/console/switch/", {"organisation": other.credit_code})
    sheet = client.post(f"{SHEETS}export/", {"sheet": "csv", "acting_in": shown}).content.decode()
    assert own.number in sheet
    assert theirs.number not in sheet
    sheet = client.post(f"{SHEETS}export/", {"sheet": "csv", "acting_in": ""}).content.decode()
    assert own.number in sheet
    assert theirs.number in sheet
    told = {"sheet": "csv", "acting_in": "999999"}
    assert client.post(f"{SHEETS}export/", told).status_code == 403


def test_who_turns_to_another_body_on_the_page_of_one_thing_comes_to_its_list() -> None:
    mine, other = charity(1), charity(2)
    someone, project = person("周宁"), a_draft(mine)
    holder(someone, mine, Right.PROJECT_EDIT)
    client = signed_in(holder(someone, other, Right.PROJECT_EDIT))
    page = client.get(f"{LIST}{project.number}/").content.decode()
    assert f'name="next" value="{LIST}"' in page


def test_one_verb_closes_many_asks_first_and_says_what_became_of_each() -> None:
    body = charity()
    open_, draft = an_open_project(body), a_draft(body)
    client = signed_in(editor(body))
    told = {"verb": "close", "row": [open_.number, draft.number]}
    asked = words(client.post(f"{SHEETS}do/", told))
    assert "2 rows" in asked
    assert Project.objects.get(pk=open_.pk).state == "open"
    done = words(client.post(f"{SHEETS}do/", {**told, "confirmed": "yes", "why": "账目已清"}))
    assert "1 of 2 was done" in done
    assert "is now “draft”" in done
    assert Project.objects.get(pk=open_.pk).state == "closed"
    assert AuditRecord.objects.filter(verb="project.closed").count() == 1
    again = words(client.post(f"{SHEETS}do/", {**told, "confirmed": "yes", "why": "x"}))
    assert AuditRecord.objects.filter(verb="project.closed").count() == 1, again


def test_nothing_chosen_too_much_and_an_unknown_verb_are_refused() -> None:
    body = charity()
    client = signed_in(editor(body))
    assert client.post(f"{SHEETS}do/", {"verb": "close"}).status_code == 422
    many = [str(number) for number in range(MOST_ROWS + 1)]
    assert client.post(f"{SHEETS}do/", {"verb": "close", "row": many}).status_code == 422
    assert client.post(f"{SHEETS}do/", {"verb": "burn", "row": "1"}).status_code == 404


def test_each_table_keeps_its_gate_at_every_door() -> None:
    stranger = signed_in(someone=chen())
    for table in tables():
        base = f"/console/lists/{table.name}/"
        for door in ("export/", "save/", "do/"):
            told = {"sheet": "csv", "label": "x", "verb": "x", "row": "1"}
            assert stranger.post(base + door, told).status_code == 403, table.name


def test_every_table_answers_each_of_its_columns_filters_and_sheets() -> None:
    body = charity()
    someone = person("周宁")
    client = signed_in(holder(someone, body, *Right))
    for table in tables():
        for column in table.columns:
            for sort in (column.name, f"-{column.name}"):
                answer = client.get(reverse(table.address), {"sort": sort})
                assert answer.status_code == 200, (table.name, sort)
        asked = {"q": "x", "state": "open", **{n: "2026-01-01" for f in table.filters
                 for n in f.names if n.endswith(("_from", "_to"))}}  # fmt: skip
        assert client.get(reverse(table.address), asked).status_code == 200, table.name
        for sheet in ("csv", "xlsx"):
            answer = client.post(f"/console/lists/{table.name}/export/", {"sheet": sheet})
            assert answer.status_code == 200, table.name
