"""What waits: duties that fall due, or are overdue, and a year without a list of working days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.compliance import policies
from liushui.compliance.models import Duty
from liushui.compliance.queries.calendars import missing_years
from liushui.compliance.queries.duties import clock_ran_at, troubles
from liushui.compliance.queries.waivers import waivers_to_decide
from liushui.compliance.states import DutyState
from liushui.desk.needs import Need
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor

_PRESSING = (DutyState.WARNED, DutyState.ESCALATED, DutyState.BREACHED)
_MOST = 50
_LATEST_RUN = timedelta(hours=2)


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """The duties of one's own bodies that press; of the site, for who runs it. Six queries."""
    found = _of_others(actor, at)
    if actor.holds_any([Right.BODY_OVERSEE]) and not policies.operates(actor):
        found += [_waiver(duty) for _, duty in waivers_to_decide(actor, at)]
    return found


def _of_others(actor: Actor, at: datetime) -> list[Need]:
    if not actor.holds_any(policies.READING):
        return []
    mine = policies.bodies_read_by(actor)
    pressing = Duty.objects.filter(state__in=_PRESSING)
    own = pressing.filter(organisation_id__in=mine)
    if policies.operates(actor):
        own = own | pressing.filter(organisation=None)
    found = [_need(duty) for duty in own.order_by("latest", "pk")[:_MOST]]
    if policies.operates(actor):
        found += _of_the_clock(at)
        found += [_waiver(duty) for _one, duty in waivers_to_decide(actor, at)]
        found += [_missing(year) for year in missing_years(day_of(at))]
    return found


def _need(duty: Duty) -> Need:
    title = _("%(rule)s: %(about)s") % {"rule": duty.rule, "about": duty.about or _("This site")}
    return Need(title, reverse("compliance:duty", args=[duty.pk]), _("See"), due=duty.latest)


def _of_the_clock(at: datetime) -> Sequence[Need]:
    """That the clock stands still, and what it could not do in its last run."""
    board = reverse("compliance:board")
    last = clock_ran_at()
    found = []
    if last is not None and at - last > _LATEST_RUN:
        found.append(Need(_("The clock of the duties has not run for two hours"), board, _("See")))
    for trouble in troubles():
        title = _("The clock could not do this: %(what)s (%(error)s)") % {
            "what": trouble.what, "error": trouble.error,
        }  # fmt: skip
        found.append(Need(title, reverse("compliance:duties"), _("See")))
    return found


def _waiver(duty: Duty) -> Need:
    title = _("A waiver waits for a second person: %(rule)s, %(about)s") % {
        "rule": duty.rule, "about": duty.about,
    }  # fmt: skip
    return Need(title, reverse("compliance:duty", args=[duty.pk]), _("See"))


def _missing(year: int) -> Need:
    title = _("The list of working days of %(year)s is missing") % {"year": year}
    return Need(title, reverse("compliance:calendar"), _("Enter"))
