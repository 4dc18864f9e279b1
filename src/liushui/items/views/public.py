"""What everybody sees: galleries and pieces, acts, the page of a stream, one's own piece."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.base.files import open_file
from liushui.giving.queries import gift_for
from liushui.giving.services import ORIGIN_LIMIT
from liushui.items import queries
from liushui.items.queries.acts import days_of, open_rules, rule_by_code, standing_of_rule
from liushui.items.queries.streams import results_of, stream_by_code
from liushui.items.states import GalleryState, HoldState, RuleState
from liushui.items.views.shared import actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.kernel.errors import NotFound

if TYPE_CHECKING:
    from liushui.items.models import Gallery

_DAY_OF_SECONDS = 86_400
_TAG = re.compile(r"[a-z0-9-]{1,32}")


@require_safe
def gallery(request: HttpRequest, code: str) -> HttpResponse:
    """The pieces of a gallery, how many are given and how many are left."""
    found = queries.gallery_by_code(code)
    standing = queries.standing_of(found)
    facts = {
        "gallery": found,
        "standing": standing,
        "pieces": queries.pieces_of(found),
        "is_open": _is_open(found),
        "waterline": lay_waterline([("gift", standing.kept_minor)], standing.goal_minor),
        "at": now(),
    }
    return render(request, "items/gallery.html", facts)


@require_safe
def piece(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One piece, and the way to it."""
    found = queries.gallery_by_code(code)
    one = queries.piece_in(found, number)
    standing = queries.standing_of(found)
    facts = {
        "gallery": found,
        "piece": one,
        "standing": standing,
        "is_open": _is_open(found) and standing.left > 0,
        "give": _way(found.project.number, f"item:{found.code}.{one.number}", request),
        "at": now(),
    }
    return render(request, "items/piece.html", facts)


@require_safe
def picture(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The picture of a piece; of a draft's, to who prepares it."""
    one = queries.piece_by_code(f"{code}.{number}")
    if one is None:
        raise NotFound
    is_draft = one.gallery.state == GalleryState.DRAFT
    if is_draft:
        queries.gallery_for(actor_of(request), code)
    answer = HttpResponse(open_file(one.picture), content_type=one.picture.media_type)
    if is_draft:
        add_never_cache_headers(answer)
    else:
        patch_cache_control(answer, public=True, max_age=_DAY_OF_SECONDS, immutable=True)
    answer["Content-Disposition"] = f'inline; filename="{code}-{number}"'
    return answer


@never_cache
@require_safe
def kept(request: HttpRequest, reference: str) -> HttpResponse:
    """The pieces of one gift, with their numbers, for whoever may see the gift."""
    order = gift_for(actor_of(request), reference)
    hold = queries.hold_of_gift(order.pk)
    if hold is None or hold.state not in {HoldState.KEPT, HoldState.LATE}:
        raise NotFound
    last = (hold.number or 0) + hold.count - 1
    return render(request, "items/kept.html", {"order": order, "hold": hold, "last": last})


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """What people can do, and which sponsor's money answers it."""
    at = now()
    return render(request, "items/acts.html", {"rules": open_rules(day_of(at)), "at": at})


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: what acts are worth, what counted day by day, and what is left of the budget."""
    found, at = rule_by_code(code), now()
    days = days_of(found)
    facts = {
        "standing": standing_of_rule(found, day_of(at)),
        "days": days,
        "bars": lay_bars([(f"{one.day:%m-%d}", one.minor) for one in reversed(days)]),
        "is_open": found.state == RuleState.OPEN,
        "give": _way(found.project.number, f"act:{found.code}", request),
        "at": at,
    }
    return render(request, "items/rule.html", facts)


@require_safe
def stream(request: HttpRequest, code: str) -> HttpResponse:
    """The page that a live stream shows: what came together, and the way to give."""
    found, at = stream_by_code(code), now()
    results = results_of(found)
    facts = {
        "stream": found,
        "gifts": sum(one.gifts for one in results),
        "minor": sum(one.minor for one in results),
        "is_on": found.starts_at <= at < found.ends_at,
        "give": _way(found.project.number, f"live:{found.code}", request),
        "at": at,
    }
    return render(request, "items/stream.html", facts)


def _way(number: str, origin: str, request: HttpRequest) -> str:
    """The address of giving by this way; a channel's tag goes along."""
    said = {"by": origin[:ORIGIN_LIMIT]}
    tag = request.GET.get("tag", "").lower()
    if _TAG.fullmatch(tag):
        said["tag"] = tag
    return f"{reverse('giving:give', args=[number])}?{urlencode(said)}"


def _is_open(found: "Gallery") -> bool:
    return found.state == GalleryState.OPEN and found.opens_at <= now() < found.closes_at
