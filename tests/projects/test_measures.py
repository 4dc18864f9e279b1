"""How good the records of campaigns are, by three measures (F12)."""

from datetime import timedelta

import pytest

from liushui.projects.measures import CAMPAIGNS
from liushui.projects.services import (
    ReportText,
    agree_plan,
    open_project,
    publish_report,
    record_filing,
    submit_plan,
    write_plan,
)
from tests.projects.builders import (
    AT,
    SETUP,
    TODAY,
    a_draft,
    an_open_project,
    charity,
    editor,
    plan_number,
    second_editor,
    the_items,
    with_account,
)
from tests.projects.test_plans import IN_TIME

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=200)


def measured(body: object, last: object) -> tuple[int, int, int, int]:
    found = CAMPAIGNS.measure([body.pk], TODAY, last)  # type: ignore[attr-defined, arg-type]
    return found.count, found.consistent, found.fresh, found.from_source


def test_campaigns_are_measured_by_plan_by_reports_and_by_who_agreed() -> None:
    body = with_account(charity())
    writer, second = editor(body), second_editor(body)
    a_draft(body)  # nobody sees it
    ours = a_draft(body, IN_TIME)
    write_plan(writer, ours.number, items=the_items(writer), at=AT)
    submit_plan(writer, ours.number, at=AT)
    agree_plan(second, ours.number, at=AT)
    record_filing(writer, ours.number, filing_number=plan_number(3), filed_on=TODAY, at=AT)
    open_project(writer, ours.number, at=AT)
    assert measured(body, TODAY + timedelta(days=20)) == (1, 1, 1, 1)
    assert measured(body, LATER) == (1, 1, 0, 1), "nobody told of it for six months"
    publish_report(
        SETUP, ours.number, text=ReportText("近况", "做了什么"), at=AT + timedelta(days=180)
    )
    assert measured(body, LATER) == (1, 1, 1, 1)
    brought = an_open_project(body)
    count, consistent, _fresh, agreed = measured(body, TODAY)
    assert brought.organisation_id == body.pk
    assert (count, consistent, agreed) == (1, 0, 0), "filed elsewhere, its plan not entered here"
