"""Projects: what the public may know, and what a program writes."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Field

from liushui.api.shapes.values import (
    W40,
    W60,
    W80,
    W120,
    W160,
    W200,
    W300,
    W500,
    Amount,
    Code,
    Day,
    Number,
    Story,
    Taken,
    Told,
    ToldMoment,
)
from liushui.projects.services import BudgetItem, ProjectPlan, ProjectText, ReportText
from liushui.projects.states import ReportKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.projects.models import BudgetLine, ProgressReport, Project, Suspension
    from liushui.projects.queries import Spending, Standing

MOST_LINES = 40


class BudgetLineTaken(Taken):
    label: W60
    label_en: W120 = ""
    amount: Amount


class WordsTaken(Taken):
    title: W80
    title_en: W160 = ""
    summary: W300
    summary_en: W500 = ""
    story: Story = ""
    story_en: Story = ""
    leftover: W300 = ""
    leftover_en: W500 = ""


class PlanTaken(Taken):
    goal: Amount
    starts_on: Day
    ends_on: Day
    plan_number: W40 = ""
    budget: Annotated[list[BudgetLineTaken], Field(max_length=MOST_LINES)] = []


class DraftTaken(Taken):
    organisation: Code
    words: WordsTaken
    plan: PlanTaken


class ChangeTaken(Taken):
    words: WordsTaken
    plan: PlanTaken


class ReportTaken(Taken):
    kind: ReportKind = ReportKind.PERIODIC
    title: W120
    title_en: W200 = ""
    body: Story
    body_en: Story = ""
    corrects: Number | None = None


class ProjectLine(Told):
    number: str
    organisation: str
    title: str
    title_en: str
    state: str
    goal: int
    given: int
    used: int
    starts_on: date
    ends_on: date


class BudgetLineTold(Told):
    id: int
    label: str
    label_en: str
    amount: int


class WhereTold(Told):
    given: int
    gifts: int
    used: int
    on_its_way: int
    waiting: int
    back: int


class ReasonTold(Told):
    rule: str
    why: str
    since: ToldMoment


class ProjectTold(Told):
    number: str
    organisation: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    story: str
    story_en: str
    leftover: str
    leftover_en: str
    state: str
    plan_number: str
    goal: int
    starts_on: date
    ends_on: date
    budget: list[BudgetLineTold]
    money: WhereTold
    suspended: list[ReasonTold]
    pages: dict[str, str]


class ReportTold(Told):
    id: int
    kind: str
    title: str
    title_en: str
    body: str
    body_en: str
    corrects: int | None
    published_at: ToldMoment


class ProjectsPage(Told):
    projects: list[ProjectLine]
    next: int | None


class ReportsTold(Told):
    reports: list[ReportTold]


def words_of(taken: WordsTaken) -> ProjectText:
    return ProjectText(**taken.dict())


def plan_of_taken(taken: PlanTaken) -> ProjectPlan:
    budget = tuple(BudgetItem(one.label, one.amount, one.label_en) for one in taken.budget)
    return ProjectPlan(taken.goal, taken.starts_on, taken.ends_on, budget, taken.plan_number)


def report_of_taken(taken: ReportTaken) -> ReportText:
    return ReportText(taken.title, taken.body, taken.title_en, taken.body_en, taken.kind)


def told_line(one: "Project", standing: "Standing") -> ProjectLine:
    return ProjectLine(
        number=one.number,
        organisation=one.organisation.credit_code,
        title=one.title,
        title_en=one.title_en,
        state=one.state,
        goal=one.goal_minor,
        given=standing.given,
        used=standing.used,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
    )


def told_project(
    one: "Project",
    budget: "Sequence[BudgetLine]",
    spending: "Spending",
    reasons: "Sequence[Suspension]",
) -> ProjectTold:
    """All that its public page says of it; the pages whose answers go further are named."""
    page = f"/projects/{one.number}/"
    return ProjectTold(
        number=one.number,
        organisation=one.organisation.credit_code,
        title=one.title,
        title_en=one.title_en,
        summary=one.summary,
        summary_en=one.summary_en,
        story=one.story,
        story_en=one.story_en,
        leftover=one.leftover,
        leftover_en=one.leftover_en,
        state=one.state,
        plan_number=one.plan_number,
        goal=one.goal_minor,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        budget=[
            BudgetLineTold(
                id=line.pk, label=line.label, label_en=line.label_en, amount=line.amount_minor
            )
            for line in budget
        ],
        money=WhereTold(
            given=spending.given,
            gifts=spending.gift_count,
            used=spending.used,
            on_its_way=spending.transit,
            waiting=spending.waiting,
            back=spending.back,
        ),
        suspended=[ReasonTold(rule=r.rule, why=r.why, since=r.at) for r in reasons],
        pages={"page": page, "gifts": f"{page}gifts.json", "flow": f"{page}flow.json"},
    )


def told_report(one: "ProgressReport") -> ReportTold:
    return ReportTold(
        id=one.pk,
        kind=one.kind,
        title=one.title,
        title_en=one.title_en,
        body=one.body,
        body_en=one.body_en,
        corrects=one.corrects_id,
        published_at=one.published_at,
    )
