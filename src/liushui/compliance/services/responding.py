"""The day on which the response to an emergency ended (R-24), as who runs the site states it."""

from datetime import date, datetime

from django.db import transaction

from liushui.compliance import policies
from liushui.compliance.models import ResponseEnd
from liushui.compliance.queries.duties import duty_for
from liushui.compliance.queries.waivers import is_for_own_body
from liushui.compliance.services.stating import DayAhead, ReasonMissing
from liushui.compliance.services.waiving import WaiverOfOwnBody
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.services import record

_RULE = "R-24"


@transaction.atomic
def end_response(actor: Actor, key: int, *, on: date, why: str, at: datetime) -> ResponseEnd:
    """From the day after ``on`` the five days of this duty's project are asked for no more.

    Only who runs the site and does not serve whose project it is, with the notice that ended it
    (where all do, two waive instead: decision 0095); said once, and what was overdue by then
    stays overdue. Source: 慈善法 art 72. Raises ``NotAllowed``, ``NotFound`` for a duty of another
    rule, ``DayAhead``, ``ReasonMissing``.
    """
    duty = duty_for(actor, key)
    policies.require_operate(actor)
    if duty.rule != _RULE:
        raise NotFound
    if is_for_own_body(actor, duty, at):
        raise WaiverOfOwnBody
    if on > day_of(at):
        raise DayAhead(day=on)
    if not why.strip():
        raise ReasonMissing
    number = duty.subject.partition(":")[2]
    said, fresh = ResponseEnd.objects.get_or_create(
        project=number,
        defaults={"on": on, "why": why.strip()[:300], "by": actor.name, "at": at},
    )
    if fresh:
        record(actor, "duty.response_ended", duty, at=at, project=number, day=on.isoformat())
    return said
