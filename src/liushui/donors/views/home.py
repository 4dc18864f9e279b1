"""The first page of whoever gives."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.donors.queries import DonorHome, donor_home
from liushui.kernel.clock import CHINA
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.drawing.tally import Part, Tally
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.parties.actors import Actor
from liushui.transparency.queries import is_open

_ORDER = ("used", "transit", "wait", "back")


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All gifts, where they are now, and what goes on."""
    found = donor_home(_actor(request), at=now())
    tally = tally_of(found)
    facts = {
        "found": found,
        "tally": tally,
        "waterline": lay_waterline([(p.stage, p.minor) for p in tally.parts], tally.given),
        "bars": lay_bars([(f"{month:%Y-%m}", minor) for month, minor in found.months]),
        "at": now(),
        "has_log": is_open(),
    }
    return render(request, "donors/home.html", facts)


@never_cache
@require_safe
def home_json(request: HttpRequest) -> HttpResponse:
    """The same for programs of the person's own."""
    found = donor_home(_actor(request), at=now())
    return JsonResponse(
        {
            "as_of": now().astimezone(CHINA).isoformat(timespec="seconds"),
            "resource": "CNY",
            "gifts": found.sum.count,
            "amount": found.sum.minor,
            "where": {
                "gifts": found.traced_count,
                "amount": found.traced_minor,
                **{part.stage: part.minor for part in tally_of(found).parts},
            },
            "projects": [
                {"project": one.project.number, "gifts": one.count, "amount": one.minor}
                for one in found.projects
            ],
        }
    )


def tally_of(found: DonorHome) -> Tally:
    """What was given and where it is; a gift of this very second stands as waiting."""
    stages = dict(found.stages)
    if found.placing_minor:
        stages["wait"] = stages.get("wait", 0) + found.placing_minor
    parts = [Part(stage, stages[stage]) for stage in _ORDER if stages.get(stage)]
    return Tally(found.traced_minor, parts, label=pgettext("by a donor", "Given"))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
