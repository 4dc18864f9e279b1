"""The public tree: A paid B, B paid C, and what each reported of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from liushui.base.forms import in_reader_language
from liushui.disbursing import queries
from liushui.disbursing.queries.report_tree import MOST_PAYMENTS, PAGE_SIZE
from liushui.disbursing.states import ReportState
from liushui.disbursing.views.shared import actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from liushui.disbursing.queries import Level, PaymentTold


_MOST_SHOWN = 20
_LONGEST_NUMBER = 12


@require_safe
def tree(request: HttpRequest, number: str) -> HttpResponse:
    """Every level that the project's money reached, with its payments and their reports."""
    project = project_for(actor_of(request), number)
    now = timezone.now()
    today = day_of(now)
    page, one_level = _page_of(request, "page"), request.GET.get("level", "")[:_LONGEST_NUMBER]
    part = _page_of(request, "part") if one_level else 1
    found = queries.report_tree(project, page=page, level=one_level, part=part, on=today)
    reported = sum(bool(one.count) for one in found.levels)
    facts = {
        "project": project,
        "tree": found,
        "is_cut": any(len(one.below) > _MOST_SHOWN for one in found.levels),
        "previous": 0 if one_level else page - 1,
        "following": page + 1 if page * PAGE_SIZE < reported and not one_level else 0,
        "one_level": one_level,
        "nodes": [_node(found.root)],
        "levels": [_level(one, today, part) for one in found.levels if one.payments],
        "waterline": lay_waterline([("used", found.accounted_minor)], max(found.paid_minor, 1)),
        "at": now,
    }
    return render(request, "disbursing/tree.html", facts)


def _page_of(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < len("99999")
    return max(int(text), 1) if is_number else 1


def _largest(level: "Level") -> Sequence["Level"]:
    """Those who received most; all of them are on the pages below the drawing."""
    if len(level.below) <= _MOST_SHOWN:
        return level.below
    return sorted(level.below, key=lambda one: -one.sums.received)[:_MOST_SHOWN]


def _node(level: "Level") -> Mapping[str, Any]:
    sums, purse = level.sums, level.sums.purse
    late = level.late
    role = _("Received from the one above") if level.agreement else _("Received as gifts")
    return {
        "name": in_reader_language(purse.organisation_name, purse.organisation_name_en),
        "role": role,
        "received": sums.received,
        "stage": "wait" if late else "",
        "word": _late_word(late) if late else "",
        "late": bool(late),
        "note": in_reader_language(purse.label, purse.label_en),
        "parts": [
            {"stage": "used", "label": _("Used itself"), "minor": sums.used},
            {"stage": "transit", "label": _("Passed on"), "minor": sums.passed_on},
            {"stage": "transit", "label": "", "minor": sums.transit},
            {"stage": "wait", "label": "", "minor": sums.waiting},
            *(
                [{"stage": "used", "label": _("Accounted for in reports"),
                  "minor": level.accounted_minor}]
                if level.agreement
                else []
            ),
        ],
        "href": f"#level-{level.agreement.number}" if level.payments and level.agreement else "",
        "verb": _("See its reports"),
        "children": [_node(below) for below in _largest(level)],
    }  # fmt: skip


def _level(level: "Level", today: date, part: int) -> Mapping[str, Any]:
    before = level.count - part * MOST_PAYMENTS
    return {
        "level": level,
        "rows": [{"one": one, **_word(one, today)} for one in level.payments],
        "told": [one for one in level.payments if one.issue],
        "counted": _counted(level),
        "more": max(before, 0),
        "earlier": part + 1 if before > 0 else 0,
        "later": part - 1,
    }


def _counted(level: "Level") -> Sequence[Mapping[str, Any]]:
    return [
        {
            "one": one,
            "waterline": lay_waterline(
                [("used", min(one.value, one.indicator.target))], one.indicator.target
            ),
        }
        for one in level.counted
    ]


def _word(one: "PaymentTold", today: date) -> Mapping[str, Any]:
    """How its report stands, as a stage with a word."""
    late = one.is_late(today)
    words = {
        ReportState.OWED: _("Report is late") if late else _("Report to come"),
        ReportState.RETURNED: _("Report is late") if late else _("Sent back to be mended"),
        ReportState.SUBMITTED: _("Reported, to be judged"),
        ReportState.ACCEPTED: _("Report accepted"),
        ReportState.WAIVED: _("No report asked for"),
        ReportState.LAPSED: _("Not owed: the payment came back"),
    }
    stage = "used" if one.state == ReportState.ACCEPTED else "transit"
    return {
        "word": words.get(ReportState(one.state), "") if one.state else _("Paid before reports"),
        "stage": "wait" if late else stage,
        "late": late,
    }


def _late_word(number: int) -> str:
    return ngettext("%(number)s report is late", "%(number)s reports are late", number) % {
        "number": number
    }
