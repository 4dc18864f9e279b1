"""The federation by program: below asks, above agrees, and reads what must be reported."""

import pytest

from liushui.parties.access import Right
from liushui.parties.models import Organisation
from tests.api.answering import answered_at
from tests.api.builders import Program, program_of
from tests.parties.builders import holder, organisation, person
from tests.projects.builders import an_open_project, charity

pytestmark = pytest.mark.django_db


@answered_at(
    "above", "above-ask", "above-decide", "above-leave", "subordinate", "subordinates", "tree"
)
def test_the_lower_asks_the_upper_agrees_and_reads_what_is_reported() -> None:
    below, above = charity(1), organisation(2, kind="federation")
    project = an_open_project(below)
    first = program_of(holder(person("甲"), below, Right.POSTS_MANAGE))
    second = program_of(holder(person("乙"), above, Right.POSTS_MANAGE))
    reader = program_of(holder(person("丙"), above, Right.REPORTS_READ))
    there, upper = (f"organisations/{one.credit_code}/above" for one in (below, above))
    assert reader.get(f"subordinates/{below.credit_code}").status_code == 404
    circle = first.post(there, {"superior": below.credit_code}).json()
    assert circle["code"] == "circle_of_bodies"
    [asked] = first.post(there, {"superior": above.credit_code}).json()["requests"]
    assert (asked["is_own"], asked["may_decide"]) == (True, False)
    decide = f"{there}/{asked['request']}/decide"
    assert first.post(decide, {"word": "agree"}).json()["code"] == "proposed_by_you"
    [seen] = second.get(upper).json()["requests"]
    assert seen["may_decide"] is True
    done = second.post(f"{upper}/{asked['request']}/decide", {"word": "agree"}).json()
    assert done["requests"] == []
    assert first.get(there).json()["above"] == above.credit_code
    tree = Program().get(f"organisations/{below.credit_code}/tree").json()["organisations"]
    assert [(one["organisation"], one["level"]) for one in tree] == [
        (above.credit_code, 1), (below.credit_code, 2),
    ]  # fmt: skip
    [standing] = reader.get("subordinates").json()["organisations"]
    assert (standing["projects"], standing["level"]) == (1, 1)
    whole = reader.get(f"subordinates/{below.credit_code}").json()
    assert [one["number"] for one in whole["projects"]] == [project.number]
    assert first.post(f"{there}/leave").json()["above"] is None
    assert Organisation.objects.get(pk=below.pk).superior_id is None
