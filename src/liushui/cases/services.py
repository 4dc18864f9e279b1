"""Opening, approving and closing a case."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.cases import policies, queries
from liushui.cases.models import Case
from liushui.cases.states import MOVES, CaseState
from liushui.documents.services import number_in_year
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import MAX_UNITS
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import project_for


class CaseTextMissing(DomainError):
    """A case needs its kind and a line that the public may read."""

    code = "case_text_missing"
    message = gettext_noop("A case needs its kind and one line that the public may read.")
    remedy = gettext_noop("Write both without any name, address or number of the person.")


class NeedWrong(DomainError):
    """The need is not a positive amount."""

    code = "need_wrong"
    message = gettext_noop("The need must be above zero.")
    remedy = gettext_noop("Write the sum that the papers of the case show.")


@dataclass(frozen=True, slots=True)
class CaseText:
    """The public words of a case, 中文 first. They name nobody."""

    kind_label: str
    public_line: str
    kind_label_en: str = ""
    public_line_en: str = ""


@transaction.atomic
def open_case(  # noqa: PLR0913 - a case is a person, a need, a project and their words
    actor: Actor,
    project_number: str,
    *,
    organisation_id: int,
    beneficiary_id: int,
    text: CaseText,
    need_minor: int,
    at: datetime,
    place_code: str | None = None,
) -> Case:
    """Open a case for review. The same person, project and kind is the same case.

    The person was registered with parties, where the name stays sealed; this row holds the id.
    """
    policies.require_edit(actor, organisation_id)
    project = project_for(actor, project_number)
    if not text.kind_label.strip() or not text.public_line.strip():
        raise CaseTextMissing
    if not 0 < need_minor <= MAX_UNITS:
        raise NeedWrong
    found = Case.objects.filter(
        project_id=project.pk, beneficiary_id=beneficiary_id, kind_label=text.kind_label
    ).first()
    if found is not None:
        return found
    case = Case.objects.create(
        number=number_in_year("C", day_of(at).year),
        organisation_id=organisation_id,
        project_id=project.pk,
        beneficiary_id=beneficiary_id,
        place_id=place_code,
        need_minor=need_minor,
        opened_at=at,
        **asdict(text),
    )
    record(actor, "case.opened", case, at=at, number=case.number)
    return case


@transaction.atomic
def approve_case(actor: Actor, number: str, *, at: datetime) -> Case:
    """Approve a case: uses may be reported for it and its masked page is public from now on."""
    case = queries.case_for_update(actor, number)
    policies.require_edit(actor, case.organisation_id)
    if case.state == CaseState.APPROVED:
        return case
    Case.objects.filter(pk=case.pk).update(was_approved=True)
    move_state(case, to=CaseState.APPROVED, moves=MOVES, by=actor.name, at=at)
    case.was_approved = True
    record(actor, "case.approved", case, at=at)
    return case


@transaction.atomic
def close_case(actor: Actor, number: str, *, why: str = "", at: datetime) -> Case:
    """Close a case. Its page, if it had one, stays: givers still ask where their money went."""
    case = queries.case_for_update(actor, number)
    policies.require_edit(actor, case.organisation_id)
    if case.state == CaseState.CLOSED:
        return case
    move_state(case, to=CaseState.CLOSED, moves=MOVES, by=actor.name, at=at, why=why)
    record(actor, "case.closed", case, at=at)
    return case
