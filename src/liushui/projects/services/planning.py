"""Writing a fundraising plan and having it agreed to; that it was filed is kept by ``filing``."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.onboarding.queries import payee_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.partners import first_day_without
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands
from liushui.projects import plan_rules, policies, queries
from liushui.projects.errors import (
    AccountNotKnown,
    AccountNotOwn,
    AccountOutdated,
    NothingToDecide,
    PartnerNotAgreed,
    PlanByYou,
    PlanIncomplete,
    PlanNotDraft,
    SentBackUnexplained,
)
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.notices import tell_of_purpose
from liushui.projects.plan_items import PlanItems
from liushui.projects.states import (
    MOVES,
    PLAN_MOVES,
    Basis,
    PlanState,
    ProjectState,
)
from liushui.projects.telling import givers


@transaction.atomic
def write_plan(actor: Actor, number: str, *, items: PlanItems, at: datetime) -> FundraisingPlan:
    """Keep the items of a draft's plan as far as they are known; again as often as needed.

    The account is the organisation's own in force, whatever was said. Raises ``AccountNotOwn``
    where another was, and ``PlanNotDraft`` once it was submitted: that never changes.
    """
    project = editable(actor, number)
    if project.state != ProjectState.DRAFT:
        raise PlanNotDraft
    plan = queries.unfiled_plan_of(project)
    account = own_account(project.organisation_id, items.bank_account, at)
    said = asdict(items) | said_by(project) | {"bank_account": account}
    if plan is None:
        plan = FundraisingPlan(project=project, version=next_version(project), written_at=at)
    keep_words(plan, said, at)
    record(actor, "plan.written", plan, at=at, project=project.number)
    return plan


@transaction.atomic
def submit_plan(actor: Actor, number: str, *, at: datetime) -> FundraisingPlan:
    """Put the plan, or the change of one, before a second person. Twice changes nothing.

    Refuses with ``PlanIncomplete``, which names every missing item at once (慈善法 art 24; R-05),
    ``AccountNotKnown``, and ``PartnerNotAgreed`` (art 26; R-16).
    """
    project = editable(actor, number)
    plan = _unfiled(project)
    if plan.state != PlanState.DRAFT:
        return plan
    if plan.version == 1:
        keep_words(plan, said_by(project), at)
    plan.bank_account = own_account(project.organisation_id, "", at)
    missing = plan_rules.missing_in(plan)
    if missing:
        raise PlanIncomplete.of(missing)
    if not plan.bank_account:
        raise AccountNotKnown
    _require_partners(project, plan, day_of(at))
    policies.require_budget_is_goal(plan.goal_minor, plan_rules.budget_minor(plan))
    plan.submitted_by, plan.submitted_at = actor.name, at
    plan.decided_by, plan.decided_at, plan.sent_back = "", None, ""
    plan.save()
    move_plan(plan, PlanState.REVIEW, actor, at)
    if project.state == ProjectState.DRAFT:
        move_state(project, to=ProjectState.REVIEW, moves=MOVES, by=actor.name, at=at)
    record(actor, "plan.submitted", plan, at=at, project=project.number)
    return plan


@transaction.atomic
def agree_plan(actor: Actor, number: str, *, at: datetime) -> FundraisingPlan:
    """The second person's word: the plan may be filed. Raises ``PlanByYou`` to who submitted it.

    ``AccountOutdated`` where another account than the plan's is in force by now.
    A change that rests on notice begins its sixty days now: the project's page shows it, and givers
    are told. For one that rests on consent each giver is asked now (R-37).
    """
    project = editable(actor, number)
    plan = _unfiled(project)
    if plan.state == PlanState.AGREED:
        return plan
    if plan.state != PlanState.REVIEW:
        raise NothingToDecide
    require_another(actor, plan.submitted_by, PlanByYou)
    require_other_hands(
        actor, plan.submitted_by, organisation_id=project.organisation_id,
        rights=(Right.PROJECT_EDIT,), at=at,
    )  # fmt: skip
    if plan.bank_account != own_account(project.organisation_id, "", at):
        raise AccountOutdated
    plan.decided_by, plan.decided_at = actor.name, at
    if plan.basis == Basis.NOTICE:
        plan.noticed_on = day_of(at)
    plan.save(update_fields=["decided_by", "decided_at", "noticed_on"])
    move_plan(plan, PlanState.AGREED, actor, at)
    if plan.basis == Basis.CONSENT:
        givers().ask(plan, at=at)
    elif plan.basis == Basis.NOTICE:
        tell_of_purpose(project, plan, at=at)
    record(actor, "plan.agreed", plan, at=at, project=project.number)
    return plan


@transaction.atomic
def send_back_plan(actor: Actor, number: str, *, why: str, at: datetime) -> FundraisingPlan:
    """Return the plan for mending, with the reason; it is a draft again."""
    project = editable(actor, number)
    plan = _unfiled(project)
    if plan.state == PlanState.DRAFT:
        return plan
    if not why.strip():
        raise SentBackUnexplained
    plan.sent_back, plan.decided_by, plan.decided_at = why.strip()[:300], "", None
    plan.noticed_on = None
    plan.save(update_fields=["sent_back", "decided_by", "decided_at", "noticed_on"])
    move_plan(plan, PlanState.DRAFT, actor, at, why=plan.sent_back)
    if project.state == ProjectState.REVIEW:
        move_state(project, to=ProjectState.DRAFT, moves=MOVES, by=actor.name, at=at)
    record(actor, "plan.sent_back", plan, at=at, project=project.number)
    return plan


def own_account(organisation_id: int, said: str, at: datetime) -> str:
    """The account in force as a plan shows it, "" if there is none. Raises ``AccountNotOwn``.

    Whoever names an account names this one: the figures of what was said are its number's.
    """
    payee = payee_of(organisation_id, at)
    if payee is None:
        return ""
    figures = "".join(sign for sign in said if sign.isdigit())
    if figures and figures not in {payee.number, payee.tail}:
        raise AccountNotOwn
    return f"{payee.holder_name}，{payee.bank}，{payee.number}"


def _require_partners(project: Project, plan: FundraisingPlan, today: date) -> None:
    """An agreement holds with each partner named, as long as it raises money (art 26; R-16).

    A change asks from the day of its submission: what was before was asked before.
    """
    first = plan.starts_on if plan.version == 1 else max(plan.starts_on, today)
    without = {
        name: first_day_without(project.organisation_id, name, first, plan.ends_on)
        for name in plan_rules.partners_named(plan)
    }
    open_days = {name: day for name, day in without.items() if day is not None}
    if open_days:
        raise PartnerNotAgreed(
            names=" · ".join(sorted(open_days)), day=min(open_days.values()).isoformat()
        )


def editable(actor: Actor, number: str) -> Project:
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    return project


def _unfiled(project: Project) -> FundraisingPlan:
    plan = queries.unfiled_plan_of(project)
    if plan is None:
        raise NothingToDecide
    return plan


def next_version(project: Project) -> int:
    newest = project.plans.order_by("-version").first()
    return 1 if newest is None else int(newest.version) + 1


def said_by(project: Project) -> dict[str, object]:
    """What the project itself says, as the plan keeps it."""
    return {
        "title": project.title,
        "goal_minor": project.goal_minor,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "leftover": project.leftover,
        "budget": budget_rows(queries.budget_of(project)),
    }


def budget_rows(lines: Sequence[object]) -> list[dict[str, object]]:
    """Budget lines as a plan keeps them."""
    names = ("label", "label_en", "amount_minor")
    return [{name: getattr(line, name) for name in names} for line in lines]


def keep_words(plan: FundraisingPlan, said: dict[str, object], at: datetime) -> None:
    for name, value in said.items():
        setattr(plan, name, value)
    plan.written_at = at
    plan.save()


def move_plan(
    plan: FundraisingPlan, to: PlanState, actor: Actor, at: datetime, *, why: str = ""
) -> None:
    move_state(plan, to=to, moves=PLAN_MOVES, by=actor.name, at=at, why=why)
