"""The public register of organisations, their logos and the pictures of their certificates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from liushui.kernel.clock import day_of
from liushui.parties import queries
from liushui.parties.queries.bodies import Picture
from liushui.places.picking import known_code

_DIGITS = 18


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation in the books, by name, kind and place."""
    asked = request.GET
    text, kind = asked.get("q", "")[:100], asked.get("kind", "")
    place = known_code(asked.get("in", ""))
    after = asked.get("after", "")
    page = queries.register_page(
        text,
        kind,
        place,
        int(after) if after.isdecimal() and len(after) < _DIGITS else 0,
        on=day_of(now()),
    )
    facts = {
        "page": page,
        "rows": [(one, page.paths.get(one.place_id or "", "")) for one in page.bodies],
        "kinds": queries.organisation_kinds(),
        "text": text,
        "kind": kind,
        "place": place,
    }
    return render(request, "parties/organisations.html", facts)


@require_safe
def logo(request: HttpRequest, code: str) -> HttpResponse:
    """The logo, for everyone."""
    del request
    return _shown(queries.logo_of(code))


@require_safe
def certificate(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The picture of a certificate: everyone's once it is checked."""
    actor = request.actor  # type: ignore[attr-defined]
    return _shown(queries.certificate_picture(actor, code, key))


def _shown(picture: Picture) -> HttpResponse:
    answer = HttpResponse(picture.content, content_type=picture.media_type)
    patch_cache_control(answer, private=True, max_age=300)
    return answer
