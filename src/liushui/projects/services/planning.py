"""Writing a fundraising plan, having it agreed to by a second person, and keeping its filing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import is_filing_number
from liushui.parties.actors import Actor
from liushui.parties.queries.partners import partners_of
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.projects import plan_rules, policies, queries
from liushui.projects.errors import (
    ConsentsOpen,
    FiledInFuture,
    FiledTooLate,
    NothingToDecide,
    NoticeTooShort,
    NumberKept,
    PartnerNotAgreed,
    PlanByYou,
    PlanIncomplete,
    PlanNotDraft,
    RefusedNotReturned,
    SentBackUnexplained,
)
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.models.plans import FILE_BEFORE
from liushui.projects.notices import tell_of_purpose
from liushui.projects.plan_items import PlanItems
from liushui.projects.services.applying import apply_change
from liushui.projects.states import (
    MOVES,
    PLAN_MOVES,
    Basis,
    PlanState,
    ProjectState,
)
from liushui.projects.telling import givers

# 浙江省慈善条例: after notice of sixty days givers who are silent count as consenting.
NOTICE_DAYS = timedelta(days=60)


@transaction.atomic
def write_plan(actor: Actor, number: str, *, items: PlanItems, at: datetime) -> FundraisingPlan:
    """Keep the items of a draft's plan as far as they are known; again as often as needed.

    Raises ``PlanNotDraft`` once it was submitted: what was submitted never changes.
    """
    project = _editable(actor, number)
    if project.state != ProjectState.DRAFT:
        raise PlanNotDraft
    plan = queries.unfiled_plan_of(project)
    said = asdict(items) | _said_by(project)
    if plan is None:
        plan = FundraisingPlan(project=project, version=_next_version(project), written_at=at)
    _write(plan, said, at)
    record(actor, "plan.written", plan, at=at, project=project.number)
    return plan


@transaction.atomic
def submit_plan(actor: Actor, number: str, *, at: datetime) -> FundraisingPlan:
    """Put the plan, or the change of one, before a second person. Twice changes nothing.

    Refuses with ``PlanIncomplete``, which names every missing item at once (慈善法 art 24; R-05),
    and ``PartnerNotAgreed`` (art 26; R-16).
    """
    project = _editable(actor, number)
    plan = _unfiled(project)
    if plan.state != PlanState.DRAFT:
        return plan
    if plan.version == 1:
        _write(plan, _said_by(project), at)
    missing = plan_rules.missing_in(plan)
    if missing:
        raise PlanIncomplete.of(missing)
    _require_partners(project, plan)
    policies.require_budget_is_goal(plan.goal_minor, plan_rules.budget_minor(plan))
    plan.submitted_by, plan.submitted_at = actor.name, at
    plan.decided_by, plan.decided_at, plan.sent_back = "", None, ""
    plan.save()
    _move(plan, PlanState.REVIEW, actor, at)
    if project.state == ProjectState.DRAFT:
        move_state(project, to=ProjectState.REVIEW, moves=MOVES, by=actor.name, at=at)
    record(actor, "plan.submitted", plan, at=at, project=project.number)
    return plan


@transaction.atomic
def agree_plan(actor: Actor, number: str, *, at: datetime) -> FundraisingPlan:
    """The second person's word: the plan may be filed. Raises ``PlanByYou`` to who submitted it.

    A change that rests on notice begins its sixty days now: the project's page shows it, and givers
    are told. For one that rests on consent each giver is asked now (R-37).
    """
    project = _editable(actor, number)
    plan = _unfiled(project)
    if plan.state == PlanState.AGREED:
        return plan
    if plan.state != PlanState.REVIEW:
        raise NothingToDecide
    require_another(actor, plan.submitted_by, PlanByYou)
    plan.decided_by, plan.decided_at = actor.name, at
    if plan.basis == Basis.NOTICE:
        plan.noticed_on = day_of(at)
    plan.save(update_fields=["decided_by", "decided_at", "noticed_on"])
    _move(plan, PlanState.AGREED, actor, at)
    if plan.basis == Basis.CONSENT:
        givers().ask(plan, at=at)
    elif plan.basis == Basis.NOTICE:
        tell_of_purpose(project, plan, at=at)
    record(actor, "plan.agreed", plan, at=at, project=project.number)
    return plan


@transaction.atomic
def send_back_plan(actor: Actor, number: str, *, why: str, at: datetime) -> FundraisingPlan:
    """Return the plan for mending, with the reason; it is a draft again."""
    project = _editable(actor, number)
    plan = _unfiled(project)
    if plan.state == PlanState.DRAFT:
        return plan
    if not why.strip():
        raise SentBackUnexplained
    plan.sent_back, plan.decided_by, plan.decided_at = why.strip()[:300], "", None
    plan.noticed_on = None
    plan.save(update_fields=["sent_back", "decided_by", "decided_at", "noticed_on"])
    _move(plan, PlanState.DRAFT, actor, at, why=plan.sent_back)
    if project.state == ProjectState.REVIEW:
        move_state(project, to=ProjectState.DRAFT, moves=MOVES, by=actor.name, at=at)
    record(actor, "plan.sent_back", plan, at=at, project=project.number)
    return plan


def record_filing(
    actor: Actor, number: str, *, filing_number: str = "", filed_on: date, at: datetime
) -> FundraisingPlan:
    """Keep that the agreed plan was filed: under which number, on which day. Twice is once.

    令74 art 11: filed ten days before the start (R-06), in an emergency ten days after it
    (慈善法 art 73; R-07). A change keeps the number (R-12) and comes into force here. Raises
    ``NothingToDecide``, ``PlanNumberWrong``, ``FiledInFuture``, ``FiledTooLate``, ``NumberKept``,
    ``NoticeTooShort``; while givers have not answered ``ConsentsOpen``, while what they refused has
    not gone back ``RefusedNotReturned`` (R-37).
    """
    _ask_late_givers(actor, number, at)
    return _record_filing(actor, number, filing_number, filed_on, at)


@transaction.atomic
def _ask_late_givers(actor: Actor, number: str, at: datetime) -> None:
    """Who gave since the change was agreed to is asked too, also where the filing is refused."""
    plan = queries.unfiled_plan_of(_editable(actor, number))
    if plan is not None and plan.state == PlanState.AGREED and plan.basis == Basis.CONSENT:
        givers().ask(plan, at=at)


@transaction.atomic
def _record_filing(
    actor: Actor, number: str, filing_number: str, filed_on: date, at: datetime
) -> FundraisingPlan:
    project = _editable(actor, number)
    plan = queries.unfiled_plan_of(project)
    if plan is None:
        return _same_filing(project, filing_number, filed_on)
    if plan.state != PlanState.AGREED:
        raise NothingToDecide
    if plan.version > 1:
        filing_number = filing_number or project.plan_number
    _require_filing(project, plan, filing_number, filed_on, day_of(at))
    _file(actor, plan, filing_number, filed_on, at)
    if plan.version > 1:
        apply_change(project, plan)
        if plan.basis == Basis.REFILED:
            tell_of_purpose(project, plan, at=at)
    else:
        project.plan_number, project.file_by = filing_number, None
        project.save(update_fields=["plan_number", "file_by"])
    record(actor, "plan.filed", plan, at=at, project=project.number, number=filing_number)
    return plan


@transaction.atomic
def adopt_filed_plan(
    actor: Actor, number: str, *, items: PlanItems, filed_on: date, at: datetime
) -> FundraisingPlan:
    """Take over a plan that was agreed and filed before it came here: for imports alone.

    Raises ``NotAllowed`` for people, and what a filing refuses. Twice changes nothing.
    """
    if not actor.is_system:
        raise NotAllowed
    project = queries.project_for_update(actor, number)
    found = queries.filed_plan_of(project)
    if found is not None:
        return found
    plan = FundraisingPlan(project=project, version=_next_version(project), written_at=at)
    plan.submitted_by = plan.decided_by = actor.name
    plan.submitted_at = plan.decided_at = at
    _write(plan, asdict(items) | _said_by(project), at)
    _require_filing(project, plan, project.plan_number, filed_on, day_of(at))
    _file(actor, plan, project.plan_number, filed_on, at)
    record(actor, "plan.filed", plan, at=at, project=project.number, number=project.plan_number)
    return plan


def _require_partners(project: Project, plan: FundraisingPlan) -> None:
    """Each partner that the plan names has a checked agreement (慈善法 art 26; R-16)."""
    named = plan_rules.partners_named(plan)
    if not named:
        return
    known = {one.name for one in partners_of(project.organisation_id, plan.starts_on)}
    if named - known:
        raise PartnerNotAgreed(names=" · ".join(sorted(named - known)))


def _require_filing(
    project: Project, plan: FundraisingPlan, number: str, filed_on: date, today: date
) -> None:
    if not is_filing_number(number):
        raise policies.PlanNumberWrong
    if filed_on > today:
        raise FiledInFuture
    if plan.version > 1:
        _require_basis(project, plan, number, filed_on)
    elif not plan.emergency and plan.starts_on < filed_on + FILE_BEFORE:
        raise FiledTooLate(day=filed_on + FILE_BEFORE)


def _require_basis(project: Project, plan: FundraisingPlan, number: str, filed_on: date) -> None:
    """A change keeps the number (R-12) and what it rests on holds (R-37)."""
    if number != project.plan_number:
        raise NumberKept(number=project.plan_number)
    if plan.basis == Basis.NOTICE and plan.noticed_on is not None:
        free = plan.noticed_on + NOTICE_DAYS + timedelta(days=1)
        if filed_on < free:
            raise NoticeTooShort(day=free)
    if plan.basis == Basis.CONSENT:
        if waiting := givers().consents(plan).waiting:
            raise ConsentsOpen(count=waiting)
        if unreturned := givers().unreturned(plan):
            raise RefusedNotReturned(count=unreturned)


def _file(actor: Actor, plan: FundraisingPlan, number: str, filed_on: date, at: datetime) -> None:
    plan.filing_number, plan.filed_on, plan.filed_by = number, filed_on, actor.name
    plan.save(update_fields=["filing_number", "filed_on", "filed_by"])
    _move(plan, PlanState.FILED, actor, at)


def _same_filing(project: Project, number: str, filed_on: date) -> FundraisingPlan:
    filed = queries.filed_plan_of(project)
    if filed is None or filed.filed_on != filed_on or number not in {"", filed.filing_number}:
        raise NothingToDecide
    return filed


def _editable(actor: Actor, number: str) -> Project:
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    return project


def _unfiled(project: Project) -> FundraisingPlan:
    plan = queries.unfiled_plan_of(project)
    if plan is None:
        raise NothingToDecide
    return plan


def _next_version(project: Project) -> int:
    newest = project.plans.order_by("-version").first()
    return 1 if newest is None else int(newest.version) + 1


def _said_by(project: Project) -> dict[str, object]:
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


def _write(plan: FundraisingPlan, said: dict[str, object], at: datetime) -> None:
    for name, value in said.items():
        setattr(plan, name, value)
    plan.written_at = at
    plan.save()


def _move(
    plan: FundraisingPlan, to: PlanState, actor: Actor, at: datetime, *, why: str = ""
) -> None:
    move_state(plan, to=to, moves=PLAN_MOVES, by=actor.name, at=at, why=why)
