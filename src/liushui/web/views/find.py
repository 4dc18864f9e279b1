"""Look up by number: a gift, a project, a case, an organisation. No account, no list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liushui.insight.queries.lookup import address_of


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """To the page of what the number names, or back to the field with what is wrong with it."""
    typed = request.GET.get("number") or request.GET.get("q", "")
    if not typed.strip():
        return render(request, "web/find.html")
    address = address_of(request.actor, typed)  # type: ignore[attr-defined]
    if address:
        return redirect(address)
    error = _("This is not a gift number. Numbers look like LS-20260718-7KQ2MR4T-H.")
    return render(request, "web/find.html", {"value": typed[:40], "error": error}, status=422)
