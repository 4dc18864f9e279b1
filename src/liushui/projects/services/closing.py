"""The end of a project: what is left is decided by two people, then the project is archived."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import lazy

from liushui.base.forms import in_reader_language
from liushui.base.states import move_state
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.queries import balances
from liushui.ledger.services import move
from liushui.ledger.states import Kind
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands
from liushui.projects import policies, queries
from liushui.projects.models import Project, SurplusDecision
from liushui.projects.notices import tell_of_rest
from liushui.projects.queries import PurseSums
from liushui.projects.states import (
    MOVES,
    SURPLUS_MOVES,
    ProjectState,
    ReportKind,
    SurplusBasis,
    SurplusState,
)


class NotClosedYet(DomainError):
    """A project is closed first: what is asked for must have ended."""

    code = "not_closed_yet"
    status = 409
    message = gettext_noop("The project still asks for gifts.")
    remedy = gettext_noop("Close it first.")


class BalanceLeft(DomainError):
    """A project is not archived while any of its money rests or is on its way (慈善法 art 58)."""

    code = "balance_left"
    status = 409
    message = gettext_noop("%(amount)s yuan are not used yet: %(where)s.")
    remedy = gettext_noop("Use it, pass it on, or decide what becomes of what is left.")


class FinalReportMissing(DomainError):
    """The full account comes first (慈善法 art 79; R-22, R-23)."""

    code = "final_report_missing"
    status = 409
    message = gettext_noop("The full account of the project is not published yet.")
    remedy = gettext_noop("Write a report of the kind “full account”.")


class NothingLeft(DomainError):
    """There is nothing to decide on."""

    code = "nothing_left"
    status = 409
    message = gettext_noop("Nothing is free in the project's own fund.")
    remedy = gettext_noop("What was given for wishes is decided in the books.")


class SurplusUnexplained(DomainError):
    """The public reads why money goes elsewhere."""

    code = "surplus_unexplained"
    message = gettext_noop("Say why it goes there.")
    remedy = gettext_noop("Name what the plan says, or why the other project is alike.")


class SurplusNotThere(DomainError):
    """It stays with the organisation, in a project that is public and has not ended."""

    code = "surplus_not_there"
    status = 409
    message = gettext_noop("What is left goes to an open project of the same organisation.")
    remedy = gettext_noop("Choose another project.")


class SurplusByYou(DomainError):
    """Two people decide (慈善法 art 58; L-rules of the ledger)."""

    code = "surplus_by_you"
    status = 403
    message = gettext_noop("You proposed this, so another person must decide it.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


class SurplusChanged(DomainError):
    """What is free is not what was proposed."""

    code = "surplus_changed"
    status = 409
    message = gettext_noop("The amount that is left has changed since it was proposed.")
    remedy = gettext_noop("Refuse this proposal and write a new one.")


@transaction.atomic
def propose_surplus(
    actor: Actor, number: str, *, to: str, basis: SurplusBasis, why: str, at: datetime
) -> SurplusDecision:
    """Propose where all that is free in a closed project's own fund goes. Nothing moves yet.

    慈善法 art 58: by the plan, or, if it is silent, to the same or a like project (R-25). Raises
    ``NotClosedYet``, ``NothingLeft``, ``SurplusUnexplained``, ``SurplusNotThere``.
    """
    project = _held(actor, number, Right.MONEY_DRAFT)
    if project.state != ProjectState.CLOSED:
        raise NotClosedYet
    if not why.strip():
        raise SurplusUnexplained
    target = _target(project, to)
    waiting = queries.surplus_waiting(project)
    if waiting is not None:
        return waiting
    free = balances([project.fund_id])[project.fund_id].free
    if free <= 0:
        raise NothingLeft
    made = SurplusDecision.objects.create(
        project=project, to_project=target, basis=basis, amount_minor=free,
        why=why.strip()[:300], proposed_by=actor.name, proposed_at=at,
    )  # fmt: skip
    record(actor, "surplus.proposed", made, at=at, project=project.number, to=target.number)
    return made


@transaction.atomic
def decide_surplus(actor: Actor, number: str, *, agrees: bool, at: datetime) -> SurplusDecision:
    """The second person's word: then the money moves, with its givers. Twice changes nothing.

    Raises ``SurplusByYou``, ``SurplusChanged``, ``NotFound`` when nothing waits.
    """
    project = _held(actor, number, Right.MONEY_APPROVE)
    waiting = queries.surplus_waiting(project)
    if waiting is None:
        return _decided_before(actor, project)
    require_another(actor, waiting.proposed_by, SurplusByYou)
    require_other_hands(
        actor, waiting.proposed_by, organisation_id=project.organisation_id,
        rights=(Right.MONEY_DRAFT, Right.MONEY_APPROVE), deciding=(Right.MONEY_APPROVE,), at=at,
    )  # fmt: skip
    waiting.decided_by, waiting.decided_at = actor.name, at
    waiting.save(update_fields=["decided_by", "decided_at"])
    if not agrees:
        _end(waiting, SurplusState.REFUSED, actor, at)
        record(actor, "surplus.refused", waiting, at=at, project=project.number)
        return waiting
    target = _target(project, waiting.to_project.number)
    if balances([project.fund_id])[project.fund_id].free != waiting.amount_minor:
        raise SurplusChanged
    move(
        Money(waiting.amount_minor),
        source=project.fund,
        target=target.fund,
        kind=Kind.TRANSFER,
        key=f"surplus:{waiting.pk}",
        happened_at=at,
        ref=project.number,
    )
    _end(waiting, SurplusState.MOVED, actor, at)
    record(actor, "surplus.moved", waiting, at=at, project=project.number, to=target.number)
    tell_of_rest(waiting, at=at)
    return waiting


@transaction.atomic
def archive_project(actor: Actor, number: str, *, at: datetime) -> Project:
    """End the project for good. A second call changes nothing.

    Refuses with ``BalanceLeft``, which says where the rest lies, and ``FinalReportMissing``.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    if project.state == ProjectState.ARCHIVED:
        return project
    if project.state != ProjectState.CLOSED:
        raise NotClosedYet
    left = [sums for sums in queries.spending_of(project).purses if _rest(sums)]
    if left:
        amount = format_yuan(sum(_rest(sums) for sums in left))
        raise BalanceLeft(amount=amount, where=_where(left))
    if not project.reports.filter(kind=ReportKind.FINAL).exists():
        raise FinalReportMissing
    move_state(project, to=ProjectState.ARCHIVED, moves=MOVES, by=actor.name, at=at)
    record(actor, "project.archived", project, at=at)
    return project


def _held(actor: Actor, number: str, right: Right) -> Project:
    project = queries.project_for_update(actor, number)
    if not actor.holds(right, project.organisation_id):
        raise NotAllowed
    return project


def _target(project: Project, number: str) -> Project:
    target = policies.campaigns().select_related("fund").filter(number=number).first()
    if (
        target is None
        or target.pk == project.pk
        or target.organisation_id != project.organisation_id
        or target.state != ProjectState.OPEN
        or target.suspensions.filter(lifted_at=None).exists()
    ):
        raise SurplusNotThere
    return target


def _decided_before(actor: Actor, project: Project) -> SurplusDecision:
    newest = SurplusDecision.objects.filter(project=project).order_by("-pk").first()
    if newest is None or newest.decided_by != actor.name:
        raise NotFound
    return newest


def _end(one: SurplusDecision, to: SurplusState, actor: Actor, at: datetime) -> None:
    move_state(one, to=to, moves=SURPLUS_MOVES, by=actor.name, at=at)


def _rest(sums: PurseSums) -> int:
    return sums.waiting + sums.transit


def _named(left: tuple[tuple[str, str, str], ...]) -> str:
    return " · ".join(f"{in_reader_language(zh, en)} {amount}" for zh, en, amount in left)


_named_later = lazy(_named, str)


def _where(left: list[PurseSums]) -> object:
    """Who holds how much, in the language of whoever reads the refusal."""
    rows = tuple(
        (one.purse.organisation_name, one.purse.organisation_name_en, format_yuan(_rest(one)))
        for one in left
    )
    return _named_later(rows)
