"""Changing a filed plan: one change at a time, agreed to by a second person, then filed."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import plan_rules, policies, queries
from liushui.projects.errors import (
    BasisMissing,
    BudgetLineKept,
    ChangeUnexplained,
    ChangeWaiting,
    FirstDayKept,
    NothingChanges,
    NothingToDecide,
    NoticeNotHere,
    PlanNotFiled,
)
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.plan_items import PlanItems
from liushui.projects.services.drafting import (
    BudgetItem,
    ProjectPlan,
    require_plan_sense,
)
from liushui.projects.services.planning import own_account
from liushui.projects.states import PLAN_MOVES, UNSEEN_STATES, Basis, PlanState

# 浙江省慈善条例: notice may stand for the consent of givers who cannot be reached.
_NOTICE_REGIONS = ("33",)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The whole plan as it is to be: what is not named as changed stays by being said again."""

    items: PlanItems
    plan: ProjectPlan
    leftover: str
    why: str
    basis: Basis = Basis.NONE


@transaction.atomic
def write_change(actor: Actor, number: str, *, change: PlanChange, at: datetime) -> FundraisingPlan:
    """Write the next version of a filed plan as a draft; then it is submitted like the first.

    慈善法 art 24 and 56; R-08, R-12, R-37. Raises ``PlanNotFiled``, ``ChangeWaiting``,
    ``ChangeUnexplained``, ``NothingChanges``, ``FirstDayKept``, ``BudgetLineKept``,
    ``BudgetNotGoal``, ``BasisMissing``, ``NoticeNotHere``, ``AccountNotOwn``.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    filed = queries.filed_plan_of(project)
    if filed is None or project.state in UNSEEN_STATES:
        raise PlanNotFiled
    waiting = queries.unfiled_plan_of(project)
    if waiting is not None and waiting.state != PlanState.DRAFT:
        raise ChangeWaiting
    if not change.why.strip():
        raise ChangeUnexplained
    draft = waiting or FundraisingPlan(
        project=project, version=filed.version + 1, title=filed.title
    )
    _write(draft, change, at)
    account = own_account(project.organisation_id, change.items.bank_account, at)
    draft.bank_account = account or filed.bank_account
    _require_lawful(project, filed, draft)
    draft.save()
    record(actor, "plan.change_written", draft, at=at, project=project.number)
    return draft


@transaction.atomic
def drop_change(actor: Actor, number: str, *, at: datetime) -> None:
    """Give a change up before it is filed. Without one, nothing happens."""
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    waiting = queries.unfiled_plan_of(project)
    if waiting is None:
        return
    if waiting.version == 1:
        raise NothingToDecide
    move_state(waiting, to=PlanState.DROPPED, moves=PLAN_MOVES, by=actor.name, at=at)
    record(actor, "plan.change_dropped", waiting, at=at, project=project.number)


def _write(draft: FundraisingPlan, change: PlanChange, at: datetime) -> None:
    for name, value in asdict(change.items).items():
        setattr(draft, name, value)
    plan = change.plan
    draft.goal_minor, draft.leftover = plan.goal_minor, change.leftover
    draft.starts_on, draft.ends_on = plan.starts_on, plan.ends_on
    draft.budget = [_row(item) for item in plan.budget]
    draft.why, draft.basis, draft.written_at = change.why.strip()[:300], change.basis, at


def _row(item: BudgetItem) -> dict[str, object]:
    return {"label": item.label, "label_en": item.label_en, "amount_minor": item.amount_minor}


def _require_lawful(project: Project, filed: FundraisingPlan, draft: FundraisingPlan) -> None:
    require_plan_sense(
        ProjectPlan(
            goal_minor=draft.goal_minor,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
            budget=tuple(BudgetItem(**line) for line in draft.budget),
        )
    )
    policies.require_budget_is_goal(draft.goal_minor, plan_rules.budget_minor(draft))
    if not _differs(filed, draft):
        raise NothingChanges
    if draft.starts_on != filed.starts_on:
        raise FirstDayKept(day=filed.starts_on)
    kept = [line["label"] for line in draft.budget[: len(filed.budget)]]
    if kept != [line["label"] for line in filed.budget]:
        raise BudgetLineKept
    told = (filed, queries.plan_given_for(project) or filed)
    if not any(plan_rules.changes_purpose(one, draft) for one in told):
        draft.basis = Basis.NONE
    elif draft.basis == Basis.NONE:
        raise BasisMissing
    place = project.organisation.place_id or ""
    if draft.basis == Basis.NOTICE and not str(place).startswith(_NOTICE_REGIONS):
        raise NoticeNotHere


def _differs(filed: FundraisingPlan, draft: FundraisingPlan) -> bool:
    names = [*(f"{n}" for n in PlanItems.__dataclass_fields__),
             "goal_minor", "starts_on", "ends_on", "budget", "leftover"]  # fmt: skip
    return any(getattr(filed, name) != getattr(draft, name) for name in names)
