"""From looking to giving: how often each step was taken, by channel and by day."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.base.forms import DayField, in_reader_language
from liushui.items.queries.funnel import MOST_DAYS, Steps, funnel_for, projects_to_follow
from liushui.items.views.shared import actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import Waterline, lay_waterline

_USUAL = timedelta(days=29)


class FunnelForm(forms.Form):
    """Which project, and which days."""

    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    first = DayField(label=pgettext_lazy("days", "From"), required=False)
    last = DayField(label=pgettext_lazy("days", "To"), required=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it is drawn: how often, and how much of the widest step that is."""

    word: str
    count: int
    of: int
    line: Waterline


@never_cache
@require_safe
def steps(request: HttpRequest) -> HttpResponse:
    """Pages opened, gifts begun and paid. Counts alone: nobody is followed."""
    actor, at = actor_of(request), now()
    projects = projects_to_follow(actor)
    usual = {"first": day_of(at) - _USUAL, "last": day_of(at)}
    form = FunnelForm(request.GET or None, initial=usual)
    form.fields["project"].choices = [  # type: ignore[attr-defined]
        ("", _("All projects")),
        *((one.number, in_reader_language(one.title, one.title_en)) for one in projects),
    ]
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last = said.get("last") or usual["last"]
    first = said.get("first") or last - _USUAL
    found = funnel_for(actor, said.get("project", ""), first, last)
    facts = {
        "form": form,
        "first": max(first, last - timedelta(days=MOST_DAYS - 1)),
        "last": last,
        "whole": found.whole,
        "steps": _drawn(found.whole),
        "channels": [(_word(one.label), one) for one in found.by_channel],
        "days": found.by_day,
        "at": at,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "items/steps.html", facts, status=status)


def _drawn(whole: Steps) -> list[Step]:
    """All four on one scale. Who comes by a link to the form never opened the first page."""
    counts = [
        (_("Opened the project's page"), whole.opened),
        (_("Opened the page for giving"), whole.form),
        (_("Began a gift"), whole.begun),
        (_("Paid it"), whole.paid),
    ]
    most = max(count for _word, count in counts)
    return [
        Step(word, count, most, lay_waterline([("gift", count)], max(most, 1)))
        for word, count in counts
    ]


def _word(label: str) -> str:
    """What a channel without a name of its own is called."""
    if not label:
        return _("Without a channel")
    known = {
        "team:": _("Giving together"),
        "firm:": _("In a firm's name"),
        "live:": _("A live stream's page"),
        "item:": _("Galleries"),
        "act:": _("A sponsor's budget"),
        "mandate:": _("Regular gifts"),
    }
    return known.get(label, label)
