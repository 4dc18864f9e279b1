"""A call that comes several times at once is done once, and all hear the same."""

import pytest

from liushui.api.models import KeptAnswer
from liushui.parties.access import Right
from liushui.projects.models import Project
from tests.api.builders import Program, program_of
from tests.parties.builders import holder, wang
from tests.parties.test_at_the_same_time import together
from tests.projects.builders import charity

pytestmark = pytest.mark.django_db(transaction=True)


def test_calls_with_one_key_at_once_are_one_act() -> None:
    body = charity()
    secret = program_of(holder(wang(), body, Right.PROJECT_EDIT)).secret
    draft = {
        "organisation": body.credit_code,
        "words": {"title": "山路校车", "summary": "接送"},
        "plan": {"goal": 1, "starts_on": "2027-01-01", "ends_on": "2027-02-01"},
    }
    answers = together(
        6, lambda: Program(secret).post("projects", draft, key="at-once-0001").content
    )
    assert len(set(answers)) == 1
    assert (Project.objects.count(), KeptAnswer.objects.count()) == (1, 1)
