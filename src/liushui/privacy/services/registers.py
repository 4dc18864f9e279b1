"""Writing down breaches, what was done about them, and impact assessments."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from liushui.base.files import store_file
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.privacy import policies, queries
from liushui.privacy.models import Assessment, Breach, BreachStep
from liushui.privacy.states import Step


class BreachTimeWrong(DomainError):
    """A time that has not come yet, or one before it was noticed."""

    code = "breach_time_wrong"
    message = gettext_noop("This time is in the future.")
    remedy = gettext_noop("Enter when it was noticed or done.")


class BreachNotTold(DomainError):
    """A breach is over when the authority was told and the people were told or need not be."""

    code = "breach_not_told"
    status = 409
    message = gettext_noop("Somebody was not told yet.")
    remedy = gettext_noop("Tell the authority and the people first, or write why not (PIPL 57).")


class BreachOver(DomainError):
    """Nothing is added to a breach that is over."""

    code = "breach_over"
    status = 409
    message = gettext_noop("This breach was closed.")
    remedy = gettext_noop("Enter a new one if something else came up.")


class AssessmentEmpty(DomainError):
    """Neither the three parts nor a file."""

    code = "assessment_empty"
    message = gettext_noop("Fill in all three parts, or attach the paper.")
    remedy = gettext_noop("The law asks for all three (PIPL 56).")


@dataclass(frozen=True, slots=True)
class BreachTold:
    """What the register says of a breach (PIPL 57). No names."""

    noticed_at: datetime
    what: str
    kinds: str
    whose: str
    people_count: int
    harm: str
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The three parts of PIPL 56, or the paper that has them."""

    title: str
    made_on: date
    purpose: str = ""
    risk: str = ""
    measures: str = ""
    paper: bytes | None = None


@transaction.atomic
def enter_breach(actor: Actor, organisation_id: int, told: BreachTold, *, at: datetime) -> Breach:
    """A line of the register; from ``noticed_at`` on its clock runs.

    Raises ``NotAllowed``, ``BreachTimeWrong``.
    """
    policies.require_register(actor, organisation_id)
    if told.noticed_at > at or (told.happened_on and told.happened_on > day_of(at)):
        raise BreachTimeWrong
    made = Breach.objects.create(
        organisation_id=organisation_id, entered_by=actor.name, entered_at=at, **asdict(told)
    )
    record(actor, "data.breach_entered", made, at=at, count=told.people_count)
    return made


@transaction.atomic
def add_step(
    actor: Actor, key: UUID, kind: Step, *, words: str, done_at: datetime, at: datetime
) -> BreachStep:
    """Write what was done, or who was told and when. Steps are never changed.

    Raises ``BreachOver``, ``BreachTimeWrong``, ``BreachNotTold`` when it is closed too early.
    """
    breach = queries.breach_for_update(actor, key)
    seen = queries.breach_for(actor, key, at)
    if seen.is_closed:
        raise BreachOver
    if done_at > at or done_at < breach.noticed_at:
        raise BreachTimeWrong
    if kind == Step.CLOSED and seen.wants_anything:
        raise BreachNotTold
    step = BreachStep.objects.create(
        breach=breach, kind=kind, words=words.strip(), done_at=done_at, by=actor.name, at=at
    )
    record(actor, f"data.breach_{kind.value}", breach, at=at)
    return step


@transaction.atomic
def enter_assessment(
    actor: Actor, organisation_id: int, told: Assessed, *, at: datetime
) -> Assessment:
    """Keep an assessment for good. Raises ``NotAllowed``, ``AssessmentEmpty``, ``FileRefused``."""
    policies.require_register(actor, organisation_id)
    parts = (told.purpose.strip(), told.risk.strip(), told.measures.strip())
    if not all(parts) and not told.paper:
        raise AssessmentEmpty
    made = Assessment.objects.create(
        organisation_id=organisation_id,
        title=told.title.strip(),
        purpose=parts[0],
        risk=parts[1],
        measures=parts[2],
        file=store_file(told.paper, at=at) if told.paper else None,
        made_on=told.made_on,
        entered_by=actor.name,
        entered_at=at,
    )
    record(actor, "data.assessed", made, at=at)
    return made
