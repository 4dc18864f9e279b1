"""The story told through the services: the guide's gift, the books, and nothing told twice."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from django.test import Client, override_settings
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from liushui.appeals.queries.appeals import public_appeals, steps_checked, versions_of
from liushui.appeals.queries.paying import paid_of
from liushui.appeals.queries.people import WITNESSES, confirmed_witnesses
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.states import REQUIRED_STEPS
from liushui.cases.models import Case
from liushui.cases.queries import public_facts
from liushui.config.demo.chronicle import is_told, tell
from liushui.config.demo.plan import TINY, plan_of
from liushui.config.demo.reading import words_of
from liushui.config.demo.spending import Use
from liushui.config.demo.stage import Stage
from liushui.disbursing.queries import desk_of, uses_of_project
from liushui.giving.services import certificate_of
from liushui.ledger.queries import trace_backward, trace_forward
from liushui.ledger.queries.check import RULES, faults
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import certificates_of, demo_roles
from liushui.projects.queries import project_by_id
from tests.worlds import checked, undone

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Told once: no test here changes what it reads."""
    del django_db_setup
    with override_settings(DEMO=True), undone(django_db_blocker):
        told = tell(plan_of(DAY, TINY), say=lambda _words: None)
        checked()
        yield told


def test_one_hundred_yuan_are_used_and_rest_at_three_levels(stage: Stage) -> None:
    guide = stage.plan.gifts[stage.plan.guide].reference
    ends = sorted((end.end, end.amount, len(end.path)) for end in trace_forward(guide))
    assert sum(amount for _, amount, _ in ends) == 100_00
    assert [amount for end, amount, _ in ends if end == "resting"] == [15_70, 22_00]
    assert [amount for end, amount, _ in ends if end == "used"] == [1_20, 8_80, 25_00, 27_30]


def test_every_use_has_givers_that_sum_to_it(stage: Stage) -> None:
    uses = [use for p in stage.projects.values() for use in uses_of_project(p.pk, 100)]
    assert len(uses) == sum(isinstance(step, Use) for step in stage.plan.steps)
    for use in uses:
        sources = trace_backward(use.reference)
        assert sum(source.amount for source in sources) == use.amount_minor


def test_the_books_of_the_story_are_sound(stage: Stage) -> None:
    del stage
    assert [fault for rule in RULES for fault in faults(rule)] == []


def test_a_county_certificate_ends_soon_and_one_project_has_closed(stage: Stage) -> None:
    standings = [c.standing_on(DAY) for c in certificates_of(stage.bodies["county"])]
    assert sorted(standings) == ["soon", "valid"]
    states = {key: project_by_id(project.pk).state for key, project in stage.projects.items()}
    assert states == {"coats": "closed", "bus": "open", "medical": "open", "clinic": "open"}


def test_one_payment_waits_for_approval_and_one_for_the_cashier(stage: Stage) -> None:
    finance = desk_of(stage.actor("city", Right.MONEY_APPROVE, DAY))
    cashier = desk_of(stage.actor("city", Right.MONEY_PAY, DAY))
    assert ([one.amount_minor for one in finance.to_approve], finance.to_pay) == ([36_00], [])
    assert ([one.amount_minor for one in cashier.to_pay], cashier.to_approve) == ([24_00], [])
    guide = stage.plan.gifts[stage.plan.guide].project
    waiting = [*finance.to_approve, *cashier.to_pay]
    assert stage.projects[guide].pk not in {one.agreement.project_id for one in waiting}


def test_the_demo_begins_with_the_guides_gift(stage: Stage, client: Client) -> None:
    start = f"/gifts/{stage.plan.gifts[stage.plan.guide].reference}/where"
    page = client.get("/demo/?lang=en").content.decode()
    assert f'href="{start}">Start here: where one gift of 100.00 yuan went' in page
    assert client.get(start).status_code == 200


def test_a_second_person_approved_every_case(stage: Stage) -> None:
    for case in stage.cases:
        assert case.opened_by != Case.objects.get(pk=case.pk).approved_by != ""


def test_one_appeal_is_vouched_for_published_by_two_given_to_and_paid_once(stage: Stage) -> None:
    [appeal] = public_appeals()
    assert (appeal.state, appeal.organisation) == ("open", stage.bodies["county"])
    assert confirmed_witnesses(appeal) == WITNESSES
    assert all(one.is_confirmed for one in steps_checked(appeal) if one.step in REQUIRED_STEPS)
    [version] = versions_of(appeal)
    assert version.proposed_by != version.published_by != ""
    [payout] = paid_of(appeal)
    assert len({payout.drafted_by, payout.approved_by}) == 2
    sums = sums_of(appeal)
    assert (sums.given, sums.used, sums.free) == (4_750_00, 3_600_00, 1_150_00)
    assert appeal.taken_minor == sums.given


def test_nobody_who_was_helped_is_named(stage: Stage) -> None:
    for case in stage.cases:
        assert "*" in public_facts(case).masked_name


def test_the_certificate_reads_as_a_reader_would_read_it(stage: Stage) -> None:
    gift = stage.plan.gifts[stage.plan.guide]
    paper = certificate_of(Actor.system("test"), gift.reference, at=stage.on(0))
    words = words_of(paper)
    page = PdfReader(BytesIO(paper)).pages[0].extract_text()
    assert sorted("".join(page.split())) == sorted("".join(words.split()))
    assert gift.reference in words


def test_the_roles_are_there_when_all_is_told(stage: Stage) -> None:
    assert is_told()
    assert [role.key for role in demo_roles()] == [role.key for role in stage.plan.script.roles]
