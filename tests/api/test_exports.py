"""Everything of an organisation, taken along by a program: never more than its token may see."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from liushui.base.home import Home
from liushui.desk.models import Work
from liushui.desk.services import run_work
from liushui.parties.access import Right
from liushui.parties.services import appoint, create_post
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.parties.builders import AT, SETUP, TODAY, holder, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = Home(tmp_path / "home")


def files(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@answered_at("export", "export-file", "export-make")
def test_an_archive_holds_what_the_token_may_see_and_opens_to_no_lesser_one() -> None:
    body = charity()
    an_open_project(body)
    actor = holder(person("甲"), body, Right.BODY_EDIT, Right.PROJECT_EDIT, Right.GIFT_READ)
    whole, few = program_of(actor), program_of(actor, Right.BODY_EDIT)
    there = f"organisations/{body.credit_code}/exports"
    for program, sees in ((whole, True), (few, False)):
        made = program.post(there).json()
        one = f"exports/{made['export']}"
        assert (made["state"], program.get(f"{one}/file").json()["code"]) == (
            "waiting", "result_gone",
        )  # fmt: skip
        run_work(Work.objects.latest("pk").pk)
        assert program.get(one).json()["state"] == "done"
        answer = program.get(f"{one}/file")
        assert answer["Content-Type"] == "application/zip"
        left_out = json.loads(files(answer)["manifest.json"])["left_out"]
        assert ("gifts" in left_out) is not sees, left_out
        assert (few.get(f"{one}/file").status_code == 404) is sees
        assert (few.get(one).status_code == 404) is sees
    other = program_of(holder(person("乙"), body, Right.BODY_EDIT))
    assert other.get(one).status_code == 404


def test_an_archive_holds_no_right_of_another_post_of_the_same_person() -> None:
    body = charity()
    someone = person("甲")
    keeper = holder(someone, body, Right.BODY_EDIT)
    post = create_post(SETUP, body, title="账", rights=[Right.GIFT_READ], at=AT)
    appoint(SETUP, post, someone, since=TODAY, at=AT)
    program = program_of(keeper)
    made = program.post(f"organisations/{body.credit_code}/exports").json()
    run_work(Work.objects.get().pk)
    answer = program.get(f"exports/{made['export']}/file")
    assert "gifts" in json.loads(files(answer)["manifest.json"])["left_out"]


def test_work_of_another_kind_is_no_export() -> None:
    body = charity()
    program = program_of(holder(person("甲"), body, Right.BODY_EDIT))
    made = program.post(f"organisations/{body.credit_code}/exports").json()
    Work.objects.update(kind="export")
    assert program.get(f"exports/{made['export']}").status_code == 404
    assert Program().get(f"exports/{made['export']}").status_code == 401
