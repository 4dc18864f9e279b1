"""Reading what is sealed of an appeal: for those who verify, and on the record."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from liushui.appeals import policies
from liushui.appeals.queries.appeals import appeal_for
from liushui.appeals.queries.papers import paper_of
from liushui.appeals.queries.people import opened_of
from liushui.base.files import open_file
from liushui.base.vault import Shredded
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import person_name
from liushui.parties.services import record


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the public never reads."""

    name: str = field(repr=False)
    said: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A paper's bytes and their type."""

    content: bytes = field(repr=False)
    media_type: str


@transaction.atomic
def read_sealed(actor: Actor, number: str, *, at: datetime) -> Sealed:
    """Name, identity, phone and the provider's account; who pays reads the account alone.

    The reading is recorded. Raises ``NotAllowed``, ``Shredded`` once the person was erased.
    """
    appeal = appeal_for(actor, number)
    verifies = actor.holds(Right.CASE_EDIT, appeal.organisation_id)
    policies.require(actor, Right.CASE_EDIT if verifies else Right.MONEY_PAY, appeal)
    if appeal.blanked_at is not None:
        raise Shredded
    name = person_name(actor, appeal.person) if verifies and appeal.person is not None else ""
    record(actor, "appeal.sealed_read", appeal, at=at, number=number)
    said = [(key, words, text) for key, words, text in opened_of(appeal) if text]
    return Sealed(
        name, tuple((words, text) for key, words, text in said if verifies or key == "account")
    )


@transaction.atomic
def read_paper(actor: Actor, number: str, sha256: str, *, at: datetime) -> OpenedPaper:
    """An estimate, evidence or a bill of the appeal; the reading is recorded.

    Raises ``NotFound``, ``NotAllowed`` for one's own appeal.
    """
    appeal = appeal_for(actor, number)
    if policies.is_own(actor, appeal):
        raise NotAllowed
    paper = paper_of(appeal, sha256)
    record(actor, "appeal.paper_read", appeal, at=at, number=number, paper=sha256[:12])
    return OpenedPaper(open_file(paper), paper.media_type)
