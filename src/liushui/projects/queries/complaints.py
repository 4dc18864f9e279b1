"""What is asked about complaints: by whoever has the code, by the console, and by the clocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.days import Calendar, add_working_days
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.hands import open_proposals
from liushui.parties.queries.judging import (
    has_independent_judge,
    judged_by_own,
    judged_from_above,
    lacks_overseers,
)
from liushui.projects import policies
from liushui.projects.models import PublicComplaint, Suspension
from liushui.projects.states import HELD_RULE, ComplaintState, Side

if TYPE_CHECKING:
    from liushui.parties.models import Proposal
    from liushui.projects.models import Project

LIFT = "own.lift"
WORDS, CONTACT, ANSWER = "complaint-words", "complaint-contact", "complaint-answer"
ANSWER_IN_DAYS = 5
# The stop that an answered complaint puts up, while it stands.
HELD: dict[str, Any] = {"rule": HELD_RULE, "side": Side.OPERATOR, "lifted_at": None}


@dataclass(frozen=True, slots=True)
class WatchedComplaint:
    """A complaint as the clocks see it: days are days in China (N08).

    It is answered on the day its author heard it.
    """

    code: str
    project_number: str
    organisation_id: int
    received_on: date
    answered_on: date | None


def complaints_to_answer() -> Iterable[WatchedComplaint]:
    """Every complaint, answered ones too: one query."""
    for one in PublicComplaint.objects.select_related("project").order_by("pk"):
        yield WatchedComplaint(
            code=one.code,
            project_number=one.project.number,
            organisation_id=one.project.organisation_id,
            received_on=day_of(one.received_at),
            answered_on=_heard_on(one),
        )


def _heard_on(one: PublicComplaint) -> date | None:
    """The day the answer reached its author (N08); when it was kept where nobody can tell them.

    Nobody can where their contact was erased, and where two of the organisation's own answered,
    who never see it. Erased without an answer, nothing of it is left to answer.
    """
    if one.answered_at is None:
        return None if one.erased_at is None else day_of(one.erased_at)
    nobody_can = one.erased_at is not None or one.is_judged_by_own
    heard = one.told_at or (one.answered_at if nobody_can else None)
    return None if heard is None else day_of(heard)


def complaints_to_tell(actor: Actor, limit: int = 100) -> Sequence[PublicComplaint]:
    """Answered ones whose authors have not heard it, for those who see how to reach them."""
    if not actor.holds_any([Right.INSTALLATION_MANAGE, Right.REPORTS_READ]):
        return []
    unheard = complaints_in_console(actor).filter(
        state=ComplaintState.ANSWERED, told_at=None, erased_at=None, first_word_by=""
    )
    return [
        one
        for one in unheard.order_by("answered_at", "pk")[:limit]
        if policies.may_look_into(actor, one.project.organisation_id)
    ]


def complaint_by_code(code: str) -> PublicComplaint:
    """The complaint of whoever has its code. Raises ``NotFound``."""
    found = (
        PublicComplaint.objects.select_related("project__organisation").filter(code=code).first()
    )
    if found is None:
        raise NotFound
    return found


def is_held_stopped(complaint: PublicComplaint) -> bool:
    """Whether the stop that an answered complaint puts up stands on its project now."""
    return Suspension.objects.filter(project=complaint.project_id, **HELD).exists()


def complaints_in_console(actor: Actor) -> QuerySet[PublicComplaint]:
    """All for those who run the site; for others those about their own organisations' projects."""
    listed = PublicComplaint.objects.select_related("project__organisation")
    if actor.is_system or actor.holds_any([Right.INSTALLATION_MANAGE]):
        return listed
    today = localdate()
    own = actor.organisations_with(Right.PROJECT_EDIT) | judged_from_above(actor, today)
    told = Q(project__organisation_id__in=judged_by_own(actor, today), is_open_to_own=True)
    return listed.filter(Q(project__organisation_id__in=own) | told)


def complaint_for(actor: Actor, number: int) -> PublicComplaint:
    """One of them, by its number: its code is its author's alone. Raises ``NotFound``."""
    found = complaints_in_console(actor).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def complaint_for_update(actor: Actor, number: int) -> PublicComplaint:
    """As ``complaint_for``, locked until the transaction ends."""
    found = complaints_in_console(actor).filter(pk=number)
    locked = found.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise NotFound
    return locked


def complaints_waiting(actor: Actor, limit: int = 100) -> Sequence[PublicComplaint]:
    """Those that this actor is to answer, oldest first."""
    own = {post.organisation_id for post in actor.posts} | actor.elsewhere
    waiting = complaints_in_console(actor).filter(state=ComplaintState.RECEIVED)
    others = ~Q(project__organisation_id__in=own)
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        below, mine = judged_from_above(actor, localdate()), judged_by_own(actor, localdate())
        if not below and not mine:
            return []
        others &= Q(project__organisation_id__in=below)
        others |= Q(project__organisation_id__in=mine) & ~Q(first_word_by=actor.name)
    return list(waiting.filter(others).order_by("pk")[:limit])


def bodies_without_judge(actor: Actor) -> Sequence[PublicComplaint]:
    """Of each organisation whose posts the actor gives out the oldest that nobody may answer."""
    managed = actor.organisations_with(Right.POSTS_MANAGE)
    if not managed:
        return []
    waiting = PublicComplaint.objects.select_related("project__organisation").filter(
        project__organisation_id__in=managed, state=ComplaintState.RECEIVED, erased_at=None
    )
    oldest: dict[int, PublicComplaint] = {}
    for one in waiting.order_by("pk"):
        oldest.setdefault(one.project.organisation_id, one)
    return [one for key, one in oldest.items() if lacks_overseers(key, localdate())]


def answer_due(complaint: PublicComplaint) -> date:
    """Five working days; the console's reminder, by weekdays: the clock itself has the calendar."""
    return add_working_days(day_of(complaint.received_at), ANSWER_IN_DAYS, Calendar()).day


def words_of_complaint(complaint: PublicComplaint) -> str:
    """What it says, for whoever may read it all; "" once it was erased."""
    return _opened(complaint, WORDS, complaint.words_sealed)


def words_for(actor: Actor, complaint: PublicComplaint) -> str:
    """What it says, for those who look into it; "" for everyone else, its organisation too.

    Its board or supervisors read it where its author was told so before (decision 0095).
    """
    if not policies.may_look_into(actor, complaint.project.organisation_id) and not is_for_own(
        actor, complaint
    ):
        return ""
    return words_of_complaint(complaint)


def is_for_own(actor: Actor, complaint: PublicComplaint) -> bool:
    """Whether the actor is one of the organisation's own who answer this one, two together."""
    return complaint.is_open_to_own and policies.may_judge_own(
        actor, complaint.project.organisation_id
    )


def readers_of(complaint: PublicComplaint) -> str:
    """Who reads it today: "site" those independent of the organisation, "own" its board, "nobody".

    Nobody does where none is independent and its author was not told of the board.
    """
    if has_independent_judge(complaint.project.organisation_id, localdate()):
        return "site"
    return "own" if complaint.is_open_to_own else "nobody"


def readers_to_be(project: "Project") -> str:
    """Who would read one that is written now: "site", or "own" where nobody is independent."""
    return "site" if has_independent_judge(project.organisation_id, localdate()) else "own"


def contact_of_complaint(actor: Actor, complaint: PublicComplaint) -> str:
    """How its author is reached, for those who answer; "" for everyone else."""
    if not policies.may_look_into(actor, complaint.project.organisation_id):
        return ""
    return _opened(complaint, CONTACT, complaint.contact_sealed)


def answer_of(complaint: PublicComplaint) -> str:
    """What it was answered; "" before that, also where one of two has spoken."""
    if complaint.state != ComplaintState.ANSWERED:
        return ""
    return _opened(complaint, ANSWER, complaint.answer_sealed)


def verdict_of(complaint: PublicComplaint) -> bool | None:
    """Whether it was found to hold; none before it is answered, also after one of two spoke."""
    return complaint.is_true if complaint.state == ComplaintState.ANSWERED else None


def first_word_of(complaint: PublicComplaint) -> str:
    """What the first of two of its own would answer; "" where nobody has spoken, or both have."""
    if complaint.state == ComplaintState.ANSWERED or not complaint.first_word_by:
        return ""
    return _opened(complaint, ANSWER, complaint.answer_sealed)


def first_word_mark(complaint: PublicComplaint) -> str:
    """Which first word stands: each writing has its own; "" where nobody has spoken."""
    written = complaint.first_word_at
    return written.astimezone(UTC).isoformat() if written else ""


def lift_facts(project_id: int) -> dict[str, int | None]:
    """What a lift is proposed of: this stop, and the complaint that was found to hold last.

    Another stop, or another complaint found to hold, is another lift.
    """
    standing = Suspension.objects.filter(project=project_id, **HELD).order_by("pk")
    held = PublicComplaint.objects.filter(
        project=project_id, state=ComplaintState.ANSWERED, is_true=True
    ).order_by("answered_at", "pk")
    stop, newest = standing.last(), held.last()
    return {
        "project": project_id,
        "suspension": stop.pk if stop else None,
        "complaint": newest.pk if newest else None,
    }


def lift_mark(project_id: int) -> str:
    """Which stop stands, and for what: each has its own; "" where no complaint holds it down."""
    facts = lift_facts(project_id)
    return "" if facts["suspension"] is None else f"{facts['suspension']}.{facts['complaint']}"


def lift_waiting(project_id: int, at: datetime) -> "Proposal | None":
    """The proposal by one of its own to let a project go on that a complaint holds down now."""
    facts = lift_facts(project_id)
    return next((one for one in open_proposals(LIFT, at) if one.facts == facts), None)


def complaints_with_phone(phone_lookup: bytes) -> Sequence[PublicComplaint]:
    """What was written with this telephone, for its owner."""
    mine = PublicComplaint.objects.select_related("project").filter(phone_lookup=phone_lookup)
    return list(mine.order_by("pk"))


def _opened(complaint: PublicComplaint, field: str, sealed: bytes | memoryview | None) -> str:
    if sealed is None:
        return ""
    return vault.open_sealed(complaint.vault_id, field, sealed)
