"""What the clocks opened in the story, a list of days that waits, and papers, for the role walk."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.compliance.models import Duty
from liushui.compliance.queries.operations import half_of
from liushui.compliance.rulebook import suspending
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.calendars import propose_year
from liushui.compliance.services.checking import make_self_check
from liushui.compliance.services.day_work import CLOCK
from liushui.compliance.services.operating import publish_half_year
from liushui.compliance.services.stating import enter_happening
from liushui.compliance.services.waiving import propose_waiver
from liushui.compliance.states import WATCHED
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for, demo_roles

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def owed_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """The county's charity had a major dealing; its operator proposed a year's list."""
    body, today = stage.bodies["county"], day_of(at)
    enter_happening(CLOCK, body.pk, kind="major_dealing", on=today, title="核", at=at)
    run_clock(at=at)
    duty = Duty.objects.get(rule="R-30", organisation=body)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    make_self_check(CLOCK, month, at=at)
    half = half_of(half_of(today) - timedelta(days=1))
    publish_half_year(CLOCK, half, at=at)
    return {
        "duty": duty.pk,
        "checked": f"{month:%Y-%m}",
        "half": half.isoformat(),
        "day_list": _list(at),
        **_waiver(at),
    }


def _waiver(at: datetime) -> dict[str, int]:
    """A report that a project owes another body than the operator's, and its waiver that waits."""
    operator, until = _operator(at), day_of(at) + timedelta(days=30)
    owed = Duty.objects.filter(rule__in=suspending(), state__in=WATCHED)
    duty = owed.exclude(organisation__in=operator.organisations).latest("pk")
    proposal = propose_waiver(operator, duty.pk, until=until, why="核", at=at)
    return {"overdue": duty.pk, "waiver": proposal.pk}


def _operator(at: datetime) -> Actor:
    role = next(one for one in demo_roles() if one.key == "operator")
    return actor_for(role.person_id, day_of(at))


def _list(at: datetime) -> int:
    year = day_of(at).year + 1
    off = [day for n in range(1, 15) if (day := date(year, 1, n)).weekday() < 5]
    return int(propose_year(_operator(at), year, off=off, worked=[], source="核", at=at).pk)
