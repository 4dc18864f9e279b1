"""The public's pages: the list of projects, and one project with where its money is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from liushui.base.forms import in_reader_language
from liushui.base.refusals import refusal_text
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.tally import Part, Tally
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.kernel.errors import DomainError
from liushui.ledger.queries.pools import PoolStanding, pools_for
from liushui.parties.queries import certificates_of, contact_lines_of
from liushui.projects import queries
from liushui.projects.closing_forms import PeriodForm
from liushui.projects.queries import MoneyOut, PurseSums, Spending
from liushui.projects.services import require_open_for_gifts
from liushui.projects.states import PUBLIC_STATES, UNSEEN_STATES, PlanState, ProjectState

if TYPE_CHECKING:
    from liushui.parties.models import Certificate, Organisation
    from liushui.projects.models import FundraisingPlan, Project

SOON = timedelta(days=90)
_TOO_LONG = 19
_LONGEST_TAG = 20


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """How many projects bear each tag, of those that began between two days (A03)."""
    form = PeriodForm(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first, last = said.get("first") or date.min, said.get("last") or date.max
    shares = queries.tag_shares(first, last)
    facts = {"form": form, "shares": shares, "total": shares[0].total if shares else 0}
    status = 422 if form.errors else 200
    return render(request, "projects/tag_shares.html", facts, status=status)


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Open and closed projects, newest first; ``state`` narrows the list to one of the two."""
    asked = request.GET.get("state", "")
    state = asked if asked in PUBLIC_STATES else ""
    tag = request.GET.get("tag", "")[:_LONGEST_TAG]
    today = day_of(timezone.now())
    page = queries.public_projects(after=after_in(request), on=today, state=state, tag=tag)
    listed = [one.pk for one in page.projects]
    taking = queries.funds_open_for_gifts(listed, today) if listed else {}
    cards = [
        {
            "project": project,
            "word": "" if project.pk in taking else _takes_none(project, today),
            "given": standing.given,
            "used": standing.used,
            "waterline": lay_waterline([("gift", standing.given)], project.goal_minor),
        }
        for project, standing in queries.standings_of(page.projects)
    ]
    facts = {
        "cards": cards,
        "after": page.after,
        "state": state,
        "states": [("", _("All")), ("open", _("Open for gifts")), ("closed", _("Closed"))],
        "tag": tag,
        "at": timezone.now(),
    }
    return render(request, "projects/list.html", facts)


@require_safe
def project_page(request: HttpRequest, number: str) -> HttpResponse:
    """What a project is, where its money is, and who raises it under which papers."""
    project = queries.project_for(request.actor, number)  # type: ignore[attr-defined]
    now = timezone.now()
    today = day_of(now)
    spending = queries.spending_of(project)
    budget = _budget_rows(project)
    plans = queries.plans_of(project)
    facts = {
        "project": project,
        "spending": spending,
        "tally": tally_of(spending),
        "waterline": lay_waterline([("gift", spending.given)], project.goal_minor),
        "budget": budget,
        "unplaced": spending.used - sum(row["used"] for row in budget),
        "wishes": queries.wishes_of(project),
        "ways": queries.ways_of(project.pk, now),
        "matching": matching_rows(pools_for(project.fund_id), now),
        "reports": queries.reports_of(project, limit=6),
        "nodes": relay_of(spending.purses) if len(spending.purses) > 1 else (),
        "lines": [daybook_line(line) for line in queries.money_out_of(project)],
        "certificates": certificates_shown(project.organisation, today),
        "contacts": contact_lines_of(project.organisation),
        "closed_word": _why_closed(project, today),
        "suspensions": queries.suspensions_of(project),
        "plan": next((plan for plan in plans if is_public_plan(project, plan)), None),
        "notice": next((plan for plan in plans if plan.noticed_on and not plan.filed_on), None),
        "moved": queries.surpluses_of(project) if spending.onward else (),
        "at": now,
    }
    return render(request, "projects/project.html", facts)


def matching_rows(pools: Sequence[PoolStanding], at: datetime) -> Sequence[Mapping[str, Any]]:
    """Who adds to gifts for a project, each with the word for whether it does so now."""
    return [{"standing": standing, "word": _pool_word(standing, at)} for standing in pools]


def tally_of(spending: Spending) -> Tally:
    """The balance of a project; what went back to givers is named only when there is some."""
    parts = [
        Part("used", spending.used),
        Part("transit", spending.transit, note=_("approved, not yet arrived")),
        Part("wait", spending.waiting),
    ]
    if spending.back:
        parts.append(Part("back", spending.back))
    if spending.onward:
        parts.append(Part("back", spending.onward, label=_("Went on to another project")))
    return Tally(spending.given, parts, label=_("Given"))


def daybook_line(line: MoneyOut) -> Mapping[str, Any]:
    """A line of money out as the day-book shows it."""
    return {
        "source": in_reader_language(line.by, line.by_en),
        "target": in_reader_language(line.to, line.to_en),
        "minor": line.amount_minor,
        "on": line.day,
        "stage": "used" if line.is_use else "transit",
        "word": "" if line.is_use else _("Passed on"),
        "note": in_reader_language(line.label, line.label_en),
        "href": f"/files/{line.photo}" if line.photo else "",
        "case": line.case_number,
    }


def relay_of(purses: Sequence[PurseSums]) -> Sequence[Mapping[str, Any]]:
    """The purses as a tree: each below the one that fills it."""
    nodes = {sums.purse.fund_id: _node(sums) for sums in purses}
    roots: list[Mapping[str, Any]] = []
    for sums in purses:
        above = nodes.get(sums.purse.from_fund_id)
        (roots if above is None else above["children"]).append(nodes[sums.purse.fund_id])
    return roots


def is_public_plan(project: "Project", plan: "FundraisingPlan") -> bool:
    """Filed, or asked under before it is filed, as an emergency allows (慈善法 art 73; R-07)."""
    asks = project.state not in UNSEEN_STATES and plan.version == 1
    return plan.filed_on is not None or (asks and plan.state == PlanState.AGREED)


def certificates_shown(body: "Organisation", today: date) -> Sequence[Mapping[str, Any]]:
    """The newest certificate of each kind, and whether it still holds (A01); its picture (R-13)."""
    names = {
        "registration": _("Registration as a charity"),
        "public_fundraising": _("Qualification to raise money in public"),
    }
    shown: dict[str, Mapping[str, Any]] = {}
    for certificate in certificates_of(body.pk):
        if certificate.kind in names and certificate.kind not in shown:
            state, word = _validity(certificate.valid_until, today)
            note = (
                _("Valid until %(day)s; giving stops by itself if it is not renewed.")
                % {"day": certificate.valid_until}
                if certificate.valid_until
                else ""
            )
            shown[certificate.kind] = {
                "name": names[certificate.kind],
                "number": certificate.number,
                "state": state,
                "word": word,
                "note": note,
                "href": _picture_of(body, certificate),
            }
    return list(shown.values())


def _picture_of(body: "Organisation", certificate: "Certificate") -> str:
    if certificate.image_id is None:
        return ""
    return reverse("parties:certificate", args=[body.credit_code, certificate.pk])


def _pool_word(standing: PoolStanding, at: datetime) -> str:
    if standing.is_open(at):
        return _("Adds to gifts now") if standing.free else _("All was added")
    return _("Not begun yet") if standing.is_to_come(at) else _("Ended")


def after_in(request: HttpRequest) -> int | None:
    """The id after which a list goes on; whatever is no number counts as not said."""
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _TOO_LONG else None


def _validity(until: date | None, today: date) -> tuple[str, str]:
    if until is None or until - today > SOON:
        return "valid", ""
    if until < today:
        return "out", ""
    days = (until - today).days
    left = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return "soon", left


def _budget_rows(project: "Project") -> Sequence[Mapping[str, Any]]:
    return [
        {
            "line": row.line,
            "used": row.used,
            "waterline": lay_waterline([("used", row.used)], row.line.amount_minor),
        }
        for row in queries.budget_use_of(project)
    ]


def _node(sums: PurseSums) -> dict[str, Any]:
    purse = sums.purse
    role = _("Received as gifts") if not sums.depth else _("Received from the one above")
    return {
        "name": in_reader_language(purse.organisation_name, purse.organisation_name_en),
        "role": role,
        "received": sums.received,
        "note": in_reader_language(purse.label, purse.label_en),
        "parts": [
            {"stage": "used", "label": _("Used itself"), "minor": sums.used},
            {"stage": "transit", "label": _("Passed on"), "minor": sums.passed_on},
            {"stage": "transit", "label": "", "minor": sums.transit},
            {"stage": "wait", "label": "", "minor": sums.waiting},
        ],
        "children": [],
    }


def _takes_none(project: "Project", today: date) -> str:
    """In one word why a project of the list takes no gifts."""
    if project.state == ProjectState.CLOSED:
        return _("Closed")
    if project.ends_on < today:
        return _("Ended")
    if project.starts_on > today:
        return _("Not begun yet")
    return _("The organisation's certificate has ended")


def _why_closed(project: "Project", today: date) -> str:
    """Empty while gifts are taken; else why not, in the reader's language."""
    try:
        require_open_for_gifts(project, today)
    except DomainError as refused:
        return " ".join(refusal_text(refused))
    return ""
