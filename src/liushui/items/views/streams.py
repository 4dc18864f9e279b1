"""The console's live streams: their channels, links and QR codes, and what came by each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liushui.base.forms import in_reader_language, show_refusal
from liushui.items import policies, services
from liushui.items.forms import REFUSED_FIELDS, ChannelForm, StreamForm
from liushui.items.queries.streams import ChannelResult, hours_of, results_of, stream_for
from liushui.items.views.shared import FORM_METHODS, actor_of, own_projects
from liushui.kernel.clock import CHINA
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel with its link, which its QR code holds."""

    result: ChannelResult
    link: str


@require_http_methods(FORM_METHODS)
def new_stream(request: HttpRequest) -> HttpResponse:
    """Make the page of a live stream."""
    actor = actor_of(request)
    form = StreamForm(request.POST or None, projects=own_projects(actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_stream(actor, form.cleaned_data["project"], form.plan, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The page is there. Add its channels next."))
            return redirect("items:console-stream", made.code)
    facts = {"form": form, "title": _("Make the page of a stream"), "action": request.path}
    return render(request, "items/form.html", facts, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def stream(request: HttpRequest, code: str) -> HttpResponse:
    """What came by each channel; a channel is added here."""
    actor = actor_of(request)
    found = stream_for(actor, code)
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_channel(actor, code, at=now(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The channel has its link."))
            return redirect("items:console-stream", code)
    results = results_of(found)
    hours = hours_of(found)
    facts = {
        "stream": found,
        "rows": [ChannelRow(one, _link(code, one.channel.tag)) for one in results],
        "gifts": sum(one.gifts for one in results),
        "minor": sum(one.minor for one in results),
        "bars": lay_bars(
            [
                (in_reader_language(one.channel.label, one.channel.label_en), one.minor)
                for one in results
            ]
        ),
        "hour_bars": lay_bars(
            [(f"{hour.astimezone(CHINA):%d. %H}", minor) for hour, minor in hours.items()]
        ),
        "hours": list(hours.items()),
        "form": form,
        "can_draft": policies.can_draft(actor, found.project.organisation_id),
        "at": now(),
    }
    status = 422 if form.errors else 200
    return render(request, "items/console_stream.html", facts, status=status)


def _link(code: str, tag: str) -> str:
    page = f"{settings.ORIGIN}{reverse('items:stream', args=[code])}"
    return f"{page}?{urlencode({'tag': tag})}" if tag else page
