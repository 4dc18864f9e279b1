"""What the clocks opened in the story, a list of days that waits, and papers, for the role walk."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.compliance.models import Duty
from liushui.compliance.queries.operations import half_of
from liushui.compliance.services.advancing import CLOCK, run_clock
from liushui.compliance.services.calendars import propose_year
from liushui.compliance.services.checking import make_self_check
from liushui.compliance.services.operating import publish_half_year
from liushui.compliance.services.stating import enter_happening
from liushui.kernel.clock import day_of
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
    }


def _list(at: datetime) -> int:
    year = day_of(at).year + 1
    off = [day for n in range(1, 15) if (day := date(year, 1, n)).weekday() < 5]
    role = next(one for one in demo_roles() if one.key == "operator")
    operator = actor_for(role.person_id, day_of(at))
    return int(propose_year(operator, year, off=off, worked=[], source="核", at=at).pk)
