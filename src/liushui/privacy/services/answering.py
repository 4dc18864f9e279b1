"""How an organisation answers what people ask, and its register of data given to others."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from liushui.base import vault
from liushui.base.reading import accounted
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.messaging.services import tell
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.privacy import policies, queries
from liushui.privacy.models import DataGiven, DataRequest
from liushui.privacy.notices import QUESTION_ANSWERED
from liushui.privacy.services.asking import WORDS_LIMIT, finish
from liushui.privacy.states import RequestState


class AnswerMissing(DomainError):
    """An answer without words; a refusal needs its reasons (PIPL 50)."""

    code = "answer_missing"
    message = gettext_noop("Write an answer in up to %(limit)s characters.")
    remedy = gettext_noop("A refusal must say its reasons.")


@dataclass(frozen=True, slots=True)
class Giving:
    """What a register line says of values given to another body (R-97)."""

    receiver: str
    purpose: str
    kinds: str
    people_count: int
    ground: str
    given_on: date
    until: date | None = None


@transaction.atomic
def read_question(actor: Actor, key: UUID, *, at: datetime) -> queries.AskedOfUs:
    """One question with its words; that it was read is recorded. Raises ``NotFound``."""
    found = queries.question_for_update(actor, key)
    with accounted():
        shown = queries.in_plain(found)
    record(
        actor,
        "person.question_read",
        found.person,
        at=at,
        purpose="question",
        organisation=found.organisation_id,
    )
    return shown


@transaction.atomic
def answer_question(
    actor: Actor, key: UUID, *, words: str, is_refusal: bool = False, at: datetime
) -> DataRequest:
    """Answer once; a refusal gives its reasons in the same way. A second answer changes nothing.

    Raises ``AnswerMissing`` and ``NotFound``.
    """
    asked = queries.question_for_update(actor, key)
    if asked.state != RequestState.WAITING:
        return asked
    plain = words.strip()
    if not plain or len(plain) > WORDS_LIMIT:
        raise AnswerMissing(limit=WORDS_LIMIT)
    sealed = vault.seal(asked.person.vault_id, queries.sealed_field(asked, "answer"), plain)
    DataRequest.objects.filter(pk=asked.pk).update(answer_sealed=sealed)
    to = RequestState.REFUSED if is_refusal else RequestState.DONE
    finish(asked, to, by=actor.name, at=at)
    record(actor, f"data.question_{to.value}", asked, at=at)
    path = reverse("privacy:ask")
    tell(asked.person_id, QUESTION_ANSWERED, key=str(asked.key), at=at, path=path)
    return asked


@transaction.atomic
def record_given(actor: Actor, organisation_id: int, giving: Giving, *, at: datetime) -> DataGiven:
    """A line of the register of data given to others. Append-only. Raises ``NotAllowed``."""
    policies.require_register(actor, organisation_id)
    given = DataGiven.objects.create(
        organisation_id=organisation_id,
        recorded_by=actor.name,
        recorded_at=at,
        **asdict(giving),
    )
    record(actor, "data.given", given, at=at, count=giving.people_count)
    return given
