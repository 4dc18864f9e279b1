"""Is this paper ours, unaltered, and does it hold? For everybody who has it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.bodies import at_most
from liushui.documents.queries import MOST_BYTES, seal_facts
from liushui.kernel.errors import DomainError
from liushui.papers.forms import CheckForm
from liushui.papers.services.checking import check_by_code, check_upload
from liushui.papers.views.shared import FORM_METHODS, network_of, say

_BESIDE = 512 * 1024  # the form around the file, and files a little too large are told so


@at_most(MOST_BYTES + _BESIDE)
@never_cache
@require_http_methods(FORM_METHODS)
def check(request: HttpRequest) -> HttpResponse:
    """Upload the PDF: it is looked at and not kept."""
    facts: dict[str, object] = {"form": CheckForm(), "seal": seal_facts()}
    if request.method != "POST":
        return render(request, "papers/check.html", facts)
    form = CheckForm(request.POST, request.FILES)
    facts["form"] = form
    if not form.is_valid():
        return render(request, "papers/check.html", facts, status=422)
    content = form.cleaned_data["file"].read()
    try:
        facts["found"] = check_upload(content, address=network_of(request), at=now())
    except DomainError as error:
        say(form, "file", error)
        return render(request, "papers/check.html", facts, status=error.status)
    facts["form"] = CheckForm()
    return render(request, "papers/check.html", facts)


@never_cache
@require_safe
def by_code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Where the QR code of a paper leads."""
    facts = {"form": CheckForm(), "seal": seal_facts(), "found": check_by_code(number, code)}
    answer = render(request, "papers/check.html", facts)
    answer["X-Robots-Tag"] = "noindex"
    return answer
