"""Look up a gift by its number: no account, no list, one number at a time."""

import re
import unicodedata

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liushui.kernel.ids import is_reference

_PLACES = re.compile(r"LS(\d{8})([0-9A-Z]{8})([0-9A-Z])", re.ASCII)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """To the page of the gift, or back to the field with what is wrong with the number."""
    typed = request.GET.get("number", "")
    if not typed.strip():
        return render(request, "web/find.html")
    reference = reference_typed(typed)
    if reference:
        return redirect(f"/gifts/{reference}/where")
    error = _("This is not a gift number. Numbers look like LS-20260718-7KQ2MR4T-H.")
    return render(request, "web/find.html", {"value": typed[:40], "error": error}, status=422)


def reference_typed(text: str) -> str:
    """The reference as people type it: small letters, full width, spaces or no hyphens; or ""."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).upper())
    places = _PLACES.fullmatch(plain)
    reference = "LS-{}-{}-{}".format(*places.groups()) if places else ""
    return reference if is_reference(reference) else ""
