"""Opening, approving and closing a case."""

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from liushui.base.states import move_state
from liushui.cases import policies, queries
from liushui.cases.models import Case
from liushui.cases.notices import APPROVED, CLOSED, tell_opener
from liushui.cases.review_queries import route_in_force
from liushui.cases.states import MOVES, CaseState
from liushui.documents.services import claim_id, number_in_year
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.kernel.money import MAX_UNITS
from liushui.onboarding.services.parts import require_on
from liushui.parties.actors import Actor
from liushui.parties.queries import person_name
from liushui.parties.services import record, register_person
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


class CaseNameMissing(DomainError):
    """Nobody is named whom the case is about."""

    code = "case_name_missing"
    message = gettext_noop("A case needs the name of the person whom it is about.")
    remedy = gettext_noop("Write it as on the papers. It is sealed and never public.")


class CaseNamesPerson(DomainError):
    """The words that the public may read hold the person's name."""

    code = "case_names_person"
    message = gettext_noop("The public words contain the person's name.")
    remedy = gettext_noop("Take the name out: everyone can read these words.")


class CloseReasonMissing(DomainError):
    """A case is closed without a reason."""

    code = "close_reason_missing"
    message = gettext_noop("Say why the case is closed.")
    remedy = gettext_noop("One line is enough. Name nobody in it.")


class DiseaseWrong(DomainError):
    """The disease is no category of ICD-10."""

    code = "disease_wrong"
    message = gettext_noop("The disease is no category of ICD-10.")
    remedy = gettext_noop("Write the letter and two places without a point, such as Q21.")


class LevelsDecide(DomainError):
    """Two people agreed that cases of this project go through the levels of the federation."""

    code = "levels_decide"
    status = 409
    message = gettext_noop("Cases of this project are looked at level by level.")
    remedy = gettext_noop("Put it before its lowest level; the highest one approves it.")


# What the public reads where the words about an erased person stood.
ERASED_LINE = "应本人要求，细节已删除。"
_DISEASE = re.compile("[A-Z][0-9][0-9A-Z]")
ERASED_LINE_EN = "The details were erased at the person's request."


@dataclass(frozen=True, slots=True)
class CaseText:
    """The public words of a case, 中文 first. They name nobody."""

    kind_label: str
    public_line: str
    kind_label_en: str = ""
    public_line_en: str = ""


@dataclass(frozen=True, slots=True)
class CaseAsked:
    """A case as the console's form asks for it. The same key is the same form."""

    key: UUID
    project_number: str
    organisation_id: int
    name: str = field(repr=False)
    text: CaseText
    need_minor: int
    place_code: str | None = None
    disease_code: str = ""


def open_named_case(actor: Actor, asked: CaseAsked, *, at: datetime) -> Case:
    """Register the person and open the case, both or neither. A form sent twice is one case."""
    policies.require_edit(actor, asked.organisation_id, asked.place_code or "")
    try:
        with transaction.atomic():
            return _case_of_form(asked) or _open_named(actor, asked, at)
    except IntegrityError:  # the same form came at the same moment and was first
        found = _case_of_form(asked)
        if found is None:
            raise
        return found


def _case_of_form(asked: CaseAsked) -> Case | None:
    found = Case.objects.filter(key=asked.key).first()
    if found is not None and found.organisation_id != asked.organisation_id:
        raise NotAllowed
    return found


def _open_named(actor: Actor, asked: CaseAsked, at: datetime) -> Case:
    if not asked.name.strip():
        raise CaseNameMissing
    name = _plain(asked.name)
    if len(name) > 1 and any(name in _plain(words) for words in asdict(asked.text).values()):
        raise CaseNamesPerson
    return open_case(
        actor,
        asked.project_number,
        organisation_id=asked.organisation_id,
        beneficiary_id=register_person(actor, name=asked.name, at=at).pk,
        text=asked.text,
        need_minor=asked.need_minor,
        place_code=asked.place_code,
        disease_code=asked.disease_code,
        key=asked.key,
        at=at,
    )


def _plain(words: str) -> str:
    """Without spaces, widths and capitals, by which a name could hide."""
    return "".join(unicodedata.normalize("NFKC", words).split()).casefold()


@transaction.atomic
def read_name(actor: Actor, number: str) -> str:
    """The person's name in full, for those who work on the case; the reading is recorded.

    Raises ``NotAllowed`` for everyone else, ``Shredded`` when the person was erased.
    """
    case = queries.case_for(actor, number)
    policies.require_edit(actor, case.organisation_id, case.place_id or "")
    return person_name(actor, case.beneficiary)


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
    disease_code: str = "",
    key: UUID | None = None,
) -> Case:
    """Open a case for review. The same person, project and kind is the same case.

    The person was registered with parties, where the name stays sealed; this row holds the id.
    """
    policies.require_edit(actor, organisation_id, place_code or "")
    require_on(organisation_id, "cases")
    project = project_for(actor, project_number)
    if not text.kind_label.strip() or not text.public_line.strip():
        raise CaseTextMissing
    if not 0 < need_minor <= MAX_UNITS:
        raise NeedWrong
    if disease_code and not _DISEASE.fullmatch(disease_code):
        raise DiseaseWrong
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
        disease_code=disease_code,
        need_minor=need_minor,
        opened_at=at,
        opened_by=actor.name,
        key=key,
        **asdict(text),
    )
    record(actor, "case.opened", case, at=at, number=case.number)
    return case


@transaction.atomic
def approve_case(actor: Actor, number: str, *, at: datetime) -> Case:
    """Approve a case: uses may be reported for it and its masked page is public from now on.

    Refuses whoever opened it (``OpenedByYou``; a constraint says so too), and where the project's
    cases go through levels (``LevelsDecide``).
    """
    case = queries.case_for_update(actor, number)
    policies.require_edit(actor, case.organisation_id, case.place_id or "")
    if case.state == CaseState.APPROVED:
        return case
    policies.require_approve(actor, case)
    if route_in_force(case.project_id) is not None and not actor.is_system:
        raise LevelsDecide
    return approved(actor, case, at=at)


def approved(actor: Actor, case: Case, *, at: datetime) -> Case:
    """The same by the word of the highest level, which has been asked for its right to it."""
    require_on(case.organisation_id, "cases")
    Case.objects.filter(pk=case.pk).update(was_approved=True, approved_by=actor.name)
    move_state(case, to=CaseState.APPROVED, moves=MOVES, by=actor.name, at=at)
    case.was_approved = True
    record(actor, "case.approved", case, at=at)
    tell_opener(case, APPROVED, by=actor, at=at)
    return case


@transaction.atomic
def close_case(actor: Actor, number: str, *, why: str = "", at: datetime) -> Case:
    """Close a case. Its page, if it had one, stays: givers still ask where their money went."""
    case = queries.case_for_update(actor, number)
    policies.require_edit(actor, case.organisation_id, case.place_id or "")
    if case.state == CaseState.CLOSED:
        return case
    if not why.strip():
        raise CloseReasonMissing
    move_state(case, to=CaseState.CLOSED, moves=MOVES, by=actor.name, at=at, why=why.strip())
    record(actor, "case.closed", case, at=at)
    tell_opener(case, CLOSED, by=actor, at=at)
    return case


class AskedTwice(DomainError):
    """Both records have a case for the same need: somebody asked twice, or they are two people."""

    code = "asked_twice"
    status = 409
    message = gettext_noop("Both records have a case for the same need in one project.")
    remedy = gettext_noop("Look at the two cases. The records stay apart.")


def require_cases_joinable(person_id: int, into_id: int) -> None:
    """Raise ``AskedTwice`` where the two have a case of one kind in one project."""
    theirs = {(case.project_id, case.kind_label) for case in queries.cases_about(person_id)}
    if any((one.project_id, one.kind_label) in theirs for one in queries.cases_about(into_id)):
        raise AskedTwice


@transaction.atomic
def be_about(actor: Actor, person_id: int, into_id: int, *, at: datetime) -> int:
    """Two records are one beneficiary's: the cases of one are the other's from now on; how many.

    Only for the installation, when two people decided. Raises ``AskedTwice``.
    """
    if not actor.is_system:
        raise NotAllowed
    require_cases_joinable(person_id, into_id)
    cases = queries.cases_about(person_id)
    for case in cases:
        Case.objects.filter(pk=case.pk).update(beneficiary_id=into_id)
        record(actor, "case.person_joined", case, at=at, was=person_id, person=into_id)
    return len(cases)


@transaction.atomic
def blank_cases(actor: Actor, person_id: int, *, at: datetime) -> int:
    """Take from a beneficiary's cases what could tell who it was; how many cases.

    Number, kind, sum and county stay, since uses of gifts point to them. Open cases close: nobody
    can be helped whose name is gone. Only for the installation itself, at an erasure.
    """
    if not actor.is_system:
        raise NotAllowed
    cases = queries.cases_about(person_id)
    for case in cases:
        if case.state != CaseState.CLOSED:
            move_state(case, to=CaseState.CLOSED, moves=MOVES, by=actor.name, at=at, why="erased")
        Case.objects.filter(pk=case.pk).update(
            public_line=ERASED_LINE,
            public_line_en=ERASED_LINE_EN,
            place_id=queries.county_code(case),
            disease_code="",
            key=None,
        )
        record(actor, "case.blanked", case, at=at)
    return len(cases)


def claim_case_id() -> int:
    """An id that no case has: the ledger keeps a personal appeal's money by it, as a case's (D04).

    What lies in a fund of such an id leaves it to a provider alone, or back to givers.
    """
    return claim_id(Case)
