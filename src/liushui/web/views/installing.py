"""What a device asks for when it keeps the site on its first screen."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liushui.web.cards import tokens

_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-512-maskable.png", "512x512", "maskable"),
)


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """The web manifest in the reader's language."""
    ink = tokens()
    facts = {
        "name": _("Liushui"),
        "short_name": _("Liushui"),
        "description": _("See where every gift goes"),
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": ink["paper"],
        "theme_color": ink["surface"],
        "icons": [
            {"src": static(f"web/img/{name}"), "sizes": sizes, "type": "image/png", "purpose": use}
            for name, sizes, use in _ICONS
        ],
    }
    return JsonResponse(
        facts,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told."""
    return HttpResponseRedirect(static("web/img/favicon.ico"))
