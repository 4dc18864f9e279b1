"""Tags: how many projects bear each, and what share that is, by query."""

from datetime import date

import pytest
from django.test import Client

from liushui.kernel.errors import NotAllowed
from liushui.ledger.states import Purpose
from liushui.projects import queries
from liushui.projects.models import Project, ProjectTag, Tag
from liushui.projects.services import set_tags
from liushui.projects.services.tagging import TagsWrong
from tests.ledger.builders import a_fund
from tests.parties.builders import AT
from tests.projects.builders import SETUP, a_draft, an_open_project, charity, editor
from tests.projects.test_pages import signed_in, words

pytestmark = pytest.mark.django_db


def test_124_of_377_projects_are_32_89_percent(client: Client) -> None:
    """The half-year figures of a platform: 377 projects, 32.89 % of them against the epidemic."""
    body = charity()
    some = an_open_project(body)
    holder = some.fund.holder
    for number in range(2, 378):
        some.pk, some.number = None, f"P2026{number:03d}"
        some.fund = a_fund(holder, purpose=Purpose("project", 10_000 + number))
        some.starts_on = date(2026, 3, 1)
        some.save(force_insert=True)
    both = {name: Tag.objects.create(label=name) for name in ("扶贫", "疫情")}
    ids = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    borne = [("疫情", ids[:124]), ("扶贫", ids[100:329])]
    ProjectTag.objects.bulk_create(
        ProjectTag(tag=both[name], project_id=pk) for name, those in borne for pk in those
    )
    shares = queries.tag_shares(date(2026, 1, 1), date(2026, 6, 30))
    told = [(one.tag.label, one.count, one.total, one.percent) for one in shares]
    assert told == [("扶贫", 229, 377, "60.74"), ("疫情", 124, 377, "32.89")]
    page = words(client.get("/projects/tags/", {"first": "2026-01-01", "last": "2026-06-30"}))
    assert "32.89" in page
    assert not queries.tag_shares(date(2027, 1, 1), date(2027, 6, 30))
    assert client.get("/projects/tags/", {"first": "gestern"}).status_code == 422


def test_tags_are_written_in_one_form_and_narrow_the_list(client: Client) -> None:
    body = charity()
    project, other, draft = an_open_project(body), an_open_project(body), a_draft(body)
    address = f"/console/projects/{project.number}/tags/"
    writer = signed_in(editor(body))
    assert writer.post(address, {"labels": " 扶贫，Ａ类、 扶贫 ,"}).status_code == 302
    assert [tag.label for tag in queries.tags_of(project)] == ["A类", "扶贫"]
    set_tags(SETUP, draft.number, labels=["扶贫"], at=AT)
    page = words(client.get("/projects/", {"tag": "扶贫"}))
    assert f"/projects/{project.number}/" in page
    assert f"/projects/{other.number}/" not in page
    assert f"/projects/{draft.number}/" not in page
    [share] = [s for s in queries.tag_shares(date.min, date.max) if s.tag.label == "扶贫"]
    assert (share.count, share.total) == (1, 2)
    assert writer.post(address, {"labels": ""}).status_code == 302
    assert not queries.tags_of(project)


@pytest.mark.parametrize("labels", [["字" * 21], [str(n) for n in range(9)]])
def test_too_many_or_too_long_tags_are_refused(labels: list[str]) -> None:
    project = an_open_project(charity())
    with pytest.raises(TagsWrong):
        set_tags(SETUP, project.number, labels=labels, at=AT)
    with pytest.raises(NotAllowed):
        set_tags(editor(charity(2)), project.number, labels=["a"], at=AT)
