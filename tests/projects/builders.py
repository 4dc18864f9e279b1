"""Charities with their certificates and projects, made through the services; share them freely."""

from datetime import UTC, date, datetime, timedelta

from liushui.kernel.ids import credit_code_check
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation
from liushui.parties.services import add_certificate
from liushui.projects.models import Project
from liushui.projects.services import (
    BudgetItem,
    PlanItems,
    ProjectPlan,
    ProjectText,
    adopt_filed_plan,
    create_project,
    open_project,
)
from tests.parties.builders import AT, SETUP, TODAY, holder, organisation, person
from tests.worlds import told_before

__all__ = ["AT", "SETUP", "TODAY"]

FIRST_DAY, LAST_DAY = date(2026, 3, 1), date(2027, 2, 28)
BUS_TEXT = ProjectText(
    title="山路校车：6 所村小的接送与午餐",
    summary="云溪县 6 所村小的 418 名学生，最远的每天要走 7.2 公里山路。",
    story="租 5 辆校车，开到 2027 年 7 月，并补上每天一顿热午餐。",
    leftover="转用于云溪县同类助学项目。",
    title_en="Mountain school buses: rides and lunches for six village schools",
    summary_en="418 pupils of six village schools walk up to 7.2 km of mountain road a day.",
)


@told_before
def charity(
    number: int = 1, *, fundraising_until: date | None = date(2027, 12, 31)
) -> Organisation:
    """An organisation that showed both certificates (A01)."""
    body = organisation(number)
    add_certificate(
        SETUP, body, kind="registration", number=body.credit_code,
        valid_from=date(2020, 1, 1), at=AT,
    )  # fmt: skip
    add_certificate(
        SETUP, body, kind="public_fundraising", number="样募证字第 2021-0047 号",
        valid_from=date(2021, 11, 26), valid_until=fundraising_until, at=AT,
    )  # fmt: skip
    return body


def plan_number(serial: int = 1) -> str:
    """A number of the form that 慈善中国 gives to filed plans."""
    first_17 = "53990000MJ0001234"
    return f"{first_17}{credit_code_check(first_17)}A26{serial:03d}"


def a_plan(*amounts: int, number: str | None = None, goal: int | None = None) -> ProjectPlan:
    """A plan with one budget line for each amount; the goal is their sum."""
    lines = amounts or (80_000_00, 40_000_00)
    return ProjectPlan(
        goal_minor=sum(lines) if goal is None else goal,
        starts_on=FIRST_DAY,
        ends_on=LAST_DAY,
        plan_number=plan_number() if number is None else number,
        budget=tuple(
            BudgetItem(f"预算项 {place}", amount, f"Line {place}")
            for place, amount in enumerate(lines, 1)
        ),
    )


def editor(body: Organisation) -> Actor:
    """Somebody who may write the organisation's projects."""
    return holder(person("周宁"), body, Right.PROJECT_EDIT)


def second_editor(body: Organisation) -> Actor:
    """Another of its people: what one submits, the other agrees to."""
    return holder(person("钱安"), body, Right.PROJECT_EDIT, Right.REPORTS_READ)


def the_items(writer: Actor) -> PlanItems:
    """Each item that the law asks of a plan."""
    return PlanItems(
        purpose="让学生安全上学",
        area="全国",
        in_charge_id=writer.person_id,
        office_address="云溪县人民路 18 号",
        ways_to_give="银行转账、微信支付",
        beneficiaries="6 所村小的学生",
        use_of_money="租车与午餐",
        costs="无",
    )


def with_account(body: Organisation) -> Organisation:
    """Its bank account is in force, as its application named it."""
    asked = AccountAsked(body.name, "中国银行云溪支行", "6217000000000001")
    account_of_admission(body.pk, asked, ("system:entered", "system:agreed"), at=AT)
    return body


def a_draft(body: Organisation, plan: ProjectPlan | None = None) -> Project:
    return create_project(
        SETUP, organisation_id=body.pk, text=BUS_TEXT, plan=plan or a_plan(), at=AT
    )


def filed(project: Project) -> Project:
    """The draft, its plan filed in time before its first day."""
    on = project.starts_on - timedelta(days=20)
    adopt_filed_plan(SETUP, project.number, items=PlanItems(), filed_on=on, at=AT)
    return project


# On its first day: what it owes counts from there.
OPENED = datetime(2026, 3, 1, 1, tzinfo=UTC)


@told_before
def an_open_project(body: Organisation, *, at: datetime = OPENED) -> Project:
    return open_project(SETUP, filed(a_draft(body)).number, at=at)
