"""What the authority has: an agreed plan was filed, under which number, on which day."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import is_filing_number
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.errors import (
    ConsentsOpen,
    FiledInFuture,
    FiledTooLate,
    NothingToDecide,
    NoticeTooShort,
    NumberKept,
    RefusedNotReturned,
)
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.models.plans import FILE_BEFORE
from liushui.projects.notices import tell_of_purpose
from liushui.projects.plan_items import PlanItems
from liushui.projects.services.applying import apply_change
from liushui.projects.services.planning import (
    editable,
    keep_words,
    move_plan,
    next_version,
    own_account,
    said_by,
)
from liushui.projects.states import Basis, PlanState
from liushui.projects.telling import givers

# 浙江省慈善条例: after notice of sixty days givers who are silent count as consenting.
NOTICE_DAYS = timedelta(days=60)


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
    plan = queries.unfiled_plan_of(editable(actor, number))
    if plan is not None and plan.state == PlanState.AGREED and plan.basis == Basis.CONSENT:
        givers().ask(plan, at=at)


@transaction.atomic
def _record_filing(
    actor: Actor, number: str, filing_number: str, filed_on: date, at: datetime
) -> FundraisingPlan:
    project = editable(actor, number)
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
    plan = FundraisingPlan(project=project, version=next_version(project), written_at=at)
    plan.submitted_by = plan.decided_by = actor.name
    plan.submitted_at = plan.decided_at = at
    account = items.bank_account or own_account(project.organisation_id, "", at)
    keep_words(plan, asdict(items) | said_by(project) | {"bank_account": account}, at)
    _require_filing(project, plan, project.plan_number, filed_on, day_of(at))
    _file(actor, plan, project.plan_number, filed_on, at)
    record(actor, "plan.filed", plan, at=at, project=project.number, number=project.plan_number)
    return plan


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
    move_plan(plan, PlanState.FILED, actor, at)


def _same_filing(project: Project, number: str, filed_on: date) -> FundraisingPlan:
    filed = queries.filed_plan_of(project)
    if filed is None or filed.filed_on != filed_on or number not in {"", filed.filing_number}:
        raise NothingToDecide
    return filed
