"""What an organisation uses, and what it takes along: its own and nobody else's."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from liushui.desk.tables import tables
from liushui.desk.work import Task
from liushui.giving.services.bringing import Said, Upload, bring_list
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.ledger.services import sequence_all
from liushui.onboarding.errors import PartSwitchedOff
from liushui.onboarding.own import portions
from liushui.onboarding.queries.parts import is_on, organisations_without
from liushui.onboarding.services.exporting import export_as_work, narrowed
from liushui.onboarding.services.parts import require_on, switch_part
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation
from liushui.parties.queries import actor_for
from liushui.parties.services import create_post, open_account
from liushui.reconciling.services.counter import open_till
from tests.accounts.builders import signed_in_client
from tests.disbursing.builders import Story, a_story, an_agreement, paid
from tests.parties import builders as b
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db
ALL = tuple(Right)


class Quiet:
    """A progress that nobody watches."""

    def expect(self, total: int) -> None:
        del total

    def reach(self, done: int) -> None:
        del done


@dataclass
class Two:
    """The story's charity, and another charity with a project of its own."""

    story: Story
    other: Organisation
    keeper: Actor
    other_keeper: Actor


@pytest.fixture
def two() -> Two:
    story = a_story(100_00)
    other = charity(41)
    Organisation.objects.filter(pk=other.pk).update(name="邻县光明慈善会")
    an_open_project(other)
    agreement = an_agreement(story)
    paid(story, agreement, 30_00)
    sequence_all()
    return Two(
        story,
        other,
        b.holder(b.chen(), story.charity, *ALL),
        b.holder(b.person("邻居", "13800000008"), other, *ALL),
    )


def _archive(actor: Actor, body: Organisation, folder: Path) -> dict[str, bytes]:
    asked = {"organisation": f"{body.pk}", "day": "2026-07-18"}
    made = export_as_work(Task(actor, asked, folder, Quiet()))
    with zipfile.ZipFile(io.BytesIO(made.place.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_holds_everything_of_one_and_nothing_of_the_other(
    two: Two, tmp_path: Path
) -> None:
    files = _archive(two.keeper, two.story.charity, tmp_path)
    text = b"".join(files.values()).decode()
    assert two.story.project.number in text
    assert "邻县光明慈善会" not in text
    assert two.other.credit_code not in text
    manifest = json.loads(files["manifest.json"])
    assert manifest["left_out"] == ["firm-requests"]  # the operators' own list
    named = {one["file"].partition(".")[0] for one in manifest["files"]}
    assert named == {p.name for p in portions()} | {t.name for t in tables()} - {"firm-requests"}
    journal = json.loads(files["journal.json"])
    assert sum(line["amount"] for line in journal) == 70_00
    theirs = b"".join(_archive(two.other_keeper, two.other, tmp_path).values()).decode()
    assert two.story.project.number not in theirs
    assert two.story.charity.credit_code not in theirs


def test_both_forms_say_the_same_and_the_digests_hold(two: Two, tmp_path: Path) -> None:
    import hashlib

    files = _archive(two.keeper, two.story.charity, tmp_path)
    for told in json.loads(files["manifest.json"])["files"]:
        content = files[told["file"]]
        assert hashlib.sha256(content).hexdigest() == told["sha256"]
        if told["file"].endswith(".json"):
            assert len(json.loads(content)) == told["rows"]


def test_what_no_post_opens_is_named_as_left_out(two: Two, tmp_path: Path) -> None:
    editor = b.holder(b.zhao(), two.story.charity, Right.BODY_EDIT)
    files = _archive(editor, two.story.charity, tmp_path)
    assert "journal" in json.loads(files["manifest.json"])["left_out"]
    assert "journal.csv" not in files
    drafter = b.holder(b.lin(), two.story.charity, Right.MONEY_DRAFT)
    with pytest.raises(NotAllowed):
        _archive(drafter, two.story.charity, tmp_path)


def test_rights_that_reach_beyond_are_laid_down(two: Two) -> None:
    post = create_post(b.SETUP, two.other, title="监督", rights=[Right.REPORTS_READ], at=b.AT)
    del post
    actor = narrowed(two.keeper, two.story.charity.pk)
    assert not actor.holds_any([Right.INSTALLATION_MANAGE, Right.REPORTS_READ])
    assert actor.organisations == {two.story.charity.pk}


def _page(path: str, actor: Actor | None = None) -> Any:
    client = Client() if actor is None else signed_in_client(open_account(actor.person_id))
    return client.get(path)


def test_a_part_that_is_switched_off_answers_with_words_and_its_books_stay(two: Two) -> None:
    charity, number = two.story.charity, two.story.project.number
    assert _page(f"/teams/new/{number}/", two.keeper).status_code == 200
    switch_part(two.keeper, charity.credit_code, "teams", on=False, at=b.AT)
    switch_part(two.keeper, charity.credit_code, "teams", on=False, at=b.AT)
    closed = _page(f"/teams/new/{number}/", two.keeper)
    assert closed.status_code == 404
    assert "没有使用" in closed.content.decode()
    assert _page(f"/projects/{number}/").status_code == 200
    assert (
        _page(f"/console/books/funds/{two.story.project.fund_id}/", two.keeper).status_code == 200
    )
    assert organisations_without("teams") == {charity.pk}
    assert is_on(two.other.pk, "teams")
    with pytest.raises(PartSwitchedOff):
        require_on(charity.pk, "teams")
    switch_part(two.keeper, charity.credit_code, "teams", on=True, at=b.AT)
    assert _page(f"/teams/new/{number}/", two.keeper).status_code == 200


@pytest.mark.parametrize(
    ("part", "page"),
    [
        ("counter", "/console/counter/new/"),
        ("lists", "/console/imports/new/"),
        ("partners", "/console/agreements/new/"),
    ],
)
def test_a_way_that_is_switched_off_begins_nothing_new(two: Two, part: str, page: str) -> None:
    code = two.story.charity.credit_code
    page = f"{page}?fund={two.story.project.fund_id}"
    assert _page(page, two.keeper).status_code == 200
    switch_part(two.keeper, code, part, on=False, at=b.AT)
    assert _page(page, two.keeper).status_code == 404
    with pytest.raises(PartSwitchedOff):
        _begin(part, two)
    switch_part(two.keeper, code, part, on=True, at=b.AT)
    assert _page(page, two.keeper).status_code == 200
    _begin(part, two)


def _begin(part: str, two: Two) -> object:
    """By the service, as the API asks it."""
    if part == "counter":
        return open_till(two.keeper, two.story.charity.pk, "大厅", at=b.AT)
    if part == "partners":
        return an_agreement(two.story, purpose="午餐")
    upload = Upload("捐款.csv", "姓名,金额\n林晓雨,100\n".encode())
    return bring_list(
        two.keeper, upload, project=two.story.project.number, said=Said(source="县电视台"),
        language="zh-hans", at=b.AT,
    )  # fmt: skip


def test_what_was_begun_goes_on_where_its_way_is_switched_off(two: Two) -> None:
    """A box that is open is counted; an agreement that runs pays out; both take nothing new."""
    charity, story = two.story.charity, two.story
    till = open_till(two.keeper, charity.pk, "大厅", at=b.AT)
    agreement = an_agreement(story, purpose="午餐")
    for part in ("counter", "partners"):
        switch_part(two.keeper, charity.credit_code, part, on=False, at=b.AT)
    assert _page(f"/console/counter/{till.pk}/count/", two.keeper).status_code == 200
    assert _page(f"/console/counter/{till.pk}/take/", two.keeper).status_code == 404
    assert paid(story, agreement, 10_00).state == "paid"
    assert an_agreement(story, purpose="午餐").pk == agreement.pk, "the same again is the same"


def test_only_the_organisations_own_people_switch(two: Two) -> None:
    code = two.story.charity.credit_code
    with pytest.raises(NotAllowed):
        switch_part(two.other_keeper, code, "teams", on=False, at=b.AT)
    with pytest.raises(NotFound):
        switch_part(two.keeper, code, "nothing", on=False, at=b.AT)
    stranger = actor_for(b.zhao().pk, now().date())
    with pytest.raises(NotAllowed):
        switch_part(stranger, code, "teams", on=False, at=b.AT)
