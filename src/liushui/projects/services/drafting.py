"""Writing a project: as a draft everything, once open only its words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.documents.services import claim_id, number_in_year
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.services import holder_of_organisation, open_fund
from liushui.ledger.states import Purpose
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import BudgetLine, Project
from liushui.projects.states import ProjectState


class ProjectTextMissing(DomainError):
    """A project needs a title and a summary in 中文, its first language."""

    code = "project_text_missing"
    message = gettext_noop("A project needs a title and a summary.")
    remedy = gettext_noop("Write both, at most 80 and 300 characters.")


class ProjectDaysWrong(DomainError):
    """The last day lies before the first."""

    code = "project_days_wrong"
    message = gettext_noop("The last day lies before the first.")
    remedy = gettext_noop("Choose a last day on or after the first.")


class BudgetLineWrong(DomainError):
    """A budget line lacks its label or a positive amount."""

    code = "budget_line_wrong"
    message = gettext_noop("Each budget line needs a label and an amount above zero.")
    remedy = gettext_noop("Fill in both, or empty the line.")


class GoalWrong(DomainError):
    """The goal is not a positive amount that the books can hold."""

    code = "goal_wrong"
    message = gettext_noop("The goal must be above zero.")
    remedy = gettext_noop("Write the sum that the filed plan names.")


class PlanInReview(DomainError):
    """A second person looks at the plan: it stays as it was submitted."""

    code = "plan_in_review"
    status = 409
    message = gettext_noop(
        "The plan was submitted: title, goal, budget, days and the use of a rest stay meanwhile."
    )
    remedy = gettext_noop("Have it sent back to you, then change it.")


class FixedWhileOpen(DomainError):
    """What was filed stays, from the opening on: only a change of the plan changes it."""

    code = "fixed_while_open"
    status = 409
    message = gettext_noop(
        "What was filed is fixed once a project is open: title, goal, budget, plan number, days and"
        " what becomes of a rest."
    )
    remedy = gettext_noop("Write a change of the plan: it comes into force once it is filed.")


# Words that the filed plan says too (慈善法 art 24). Their English is a translation and stays free.
FILED_WORDS = ("title", "leftover")

# The columns' widths, so that a long text is refused with words and not by the database.
_LONGEST = {
    "title": 80,
    "summary": 300,
    "leftover": 300,
    "title_en": 160,
    "summary_en": 500,
    "leftover_en": 500,
}


@dataclass(frozen=True, slots=True)
class BudgetItem:
    """One line of a budget as it is written; its place is its place in the list."""

    label: str
    amount_minor: int
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class ProjectText:
    """The words of a project, 中文 first."""

    title: str
    summary: str
    story: str = ""
    leftover: str = ""
    title_en: str = ""
    summary_en: str = ""
    story_en: str = ""
    leftover_en: str = ""


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """What was filed with the authority: it cannot change while the project is open."""

    goal_minor: int
    starts_on: date
    ends_on: date
    budget: Sequence[BudgetItem] = ()
    plan_number: str = ""


@transaction.atomic
def create_project(
    actor: Actor, *, organisation_id: int, text: ProjectText, plan: ProjectPlan, at: datetime
) -> Project:
    """Write a new draft with a number and a fund of its own. It takes no gifts yet.

    Refuses words, days, goals and budget lines that cannot be right; the plan number and the sum
    of the budget are asked for when the project opens.
    """
    policies.require_edit(actor, organisation_id)
    _require_sense(text, plan)
    project_id = claim_id(Project)
    fund = open_fund(
        holder_of_organisation(organisation_id), purpose=Purpose("project", project_id)
    )
    project = Project.objects.create(
        pk=project_id,
        number=number_in_year("P", day_of(at).year),
        organisation_id=organisation_id,
        fund_id=fund.pk,
        goal_minor=plan.goal_minor,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        plan_number=plan.plan_number,
        created_at=at,
        **asdict(text),
    )
    _write_budget(project, plan.budget)
    record(actor, "project.created", project, at=at, number=project.number)
    return project


@transaction.atomic
def edit_project(
    actor: Actor, number: str, *, text: ProjectText, plan: ProjectPlan, at: datetime
) -> Project:
    """Rewrite a project's words, and as a draft also its plan.

    The plan's own words, 中文, are ``FILED_WORDS``: what was filed is in Chinese, so a translation
    may be mended at any time. Raises ``PlanInReview`` when one of them, or the plan, would change
    after it was submitted, and ``FixedWhileOpen`` from the opening on, in every later state.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    _require_sense(text, plan)
    is_new_plan = plan_of(project) != plan
    if is_new_plan or _filed_words(project) != _filed_words(text):
        if project.state == ProjectState.REVIEW:
            raise PlanInReview
        if project.state != ProjectState.DRAFT:
            raise FixedWhileOpen
    if is_new_plan:
        _write_plan(project, plan)
    for name, words in asdict(text).items():
        setattr(project, name, words)
    project.save(update_fields=[*asdict(text)])
    record(actor, "project.edited", project, at=at)
    return project


def plan_of(project: Project) -> ProjectPlan:
    """The project's plan as it stands, to compare with what somebody wants it to be."""
    lines = queries.budget_of(project)
    return ProjectPlan(
        goal_minor=project.goal_minor,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        budget=tuple(BudgetItem(b.label, b.amount_minor, b.label_en) for b in lines),
        plan_number=project.plan_number,
    )


def _filed_words(said: Project | ProjectText) -> list[str]:
    return [getattr(said, name).strip() for name in FILED_WORDS]


def _write_plan(project: Project, plan: ProjectPlan) -> None:
    project.goal_minor = plan.goal_minor
    project.starts_on, project.ends_on = plan.starts_on, plan.ends_on
    project.plan_number = plan.plan_number
    project.save(update_fields=["goal_minor", "starts_on", "ends_on", "plan_number"])
    _write_budget(project, plan.budget)


def _write_budget(project: Project, budget: Sequence[BudgetItem]) -> None:
    project.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, position=position, **asdict(item))
        for position, item in enumerate(budget)
    )


def _require_sense(text: ProjectText, plan: ProjectPlan) -> None:
    too_long = any(len(getattr(text, name)) > most for name, most in _LONGEST.items())
    if not text.title.strip() or not text.summary.strip() or too_long:
        raise ProjectTextMissing
    require_plan_sense(plan)


def require_plan_sense(plan: ProjectPlan) -> None:
    """Refuse days, a goal and lines that cannot be right in any plan."""
    if plan.ends_on < plan.starts_on:
        raise ProjectDaysWrong
    if not 0 < plan.goal_minor <= MAX_UNITS:
        raise GoalWrong
    for item in plan.budget:
        if not 0 < len(item.label.strip()) <= 60 or not 0 < item.amount_minor <= MAX_UNITS:  # noqa: PLR2004
            raise BudgetLineWrong
