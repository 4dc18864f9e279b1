"""Lists of gifts from other channels: brought, looked at, asked about, booked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from liushui.desk.tables import listing_of
from liushui.giving import list_forms as forms
from liushui.giving.list_shown import shown_list
from liushui.giving.list_tables import LISTS
from liushui.giving.queries.imports import import_for, importable_projects, sources_for
from liushui.giving.services.bringing import (
    Upload,
    answer_doubts,
    book_list,
    bring_list,
    look_again,
    put_away,
)
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor


@never_cache
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every list that was brought, newest first."""
    return render(request, "giving/lists.html", {"listing": listing_of(LISTS, request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a list: it is looked at, nothing is booked yet."""
    actor = _actor(request)
    projects = importable_projects(actor)
    if request.method != "POST":
        return _bring_page(request, forms.BringForm(projects=projects))
    form = forms.BringForm(request.POST, request.FILES, projects=projects)
    if not form.is_valid():
        return _bring_page(request, form, 422)
    file = form.cleaned_data["file"]
    try:
        one = bring_list(
            actor,
            Upload(file.name, file.read()),
            project=form.cleaned_data["project"],
            said=form.said,
            language=get_language() or "zh-hans",
            at=now(),
        )
    except DomainError as error:
        form.add_error("file", _said(error))
        return _bring_page(request, form, error.status)
    return redirect("giving:list", one.key)


@never_cache
@require_safe
def one_list(request: HttpRequest, key: UUID) -> HttpResponse:
    """One list: how it was read, whether it agrees, what waits for a word, what was booked."""
    return _list_page(request, key)


@require_POST
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    """Look at it anew, with what is said of it now."""
    one = import_for(_actor(request), key)
    form = forms.LookForm(request.POST, headings=one.understood.get("headings", ()))
    if not form.is_valid():
        return _list_page(request, key, form, 422)
    language = get_language() or "zh-hans"
    look_again(_actor(request), key, said=form.said, language=language, at=now())
    return redirect("giving:list", key)


@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say of rows in doubt whether they are gifts that came another way."""
    form = forms.DoubtsForm(request.POST)
    rest = form.cleaned_data["rest"] if form.is_valid() else ""
    changed = answer_doubts(_actor(request), key, answers=form.answers, rest=rest, at=now())
    told = ngettext("%(count)s answer is kept.", "%(count)s answers are kept.", changed)
    messages.success(request, told % {"count": changed})
    return redirect("giving:list", key)


@require_POST
def book(request: HttpRequest, key: UUID) -> HttpResponse:
    """Book what is new and not in doubt."""
    book_list(
        _actor(request),
        key,
        despite=request.POST.get("despite") == "on",
        language=get_language() or "zh-hans",
        at=now(),
    )
    return redirect("giving:list", key)


@require_POST
def away(request: HttpRequest, key: UUID) -> HttpResponse:
    """Drop the file; what was booked stays."""
    put_away(_actor(request), key, at=now())
    messages.success(request, _("The file is gone. What was booked stays in the books."))
    return redirect("giving:lists")


def _bring_page(request: HttpRequest, form: forms.BringForm, status: int = 200) -> HttpResponse:
    facts = {"form": form, "sources": sources_for(_actor(request))}
    return render(request, "giving/bring.html", facts, status=status)


def _list_page(
    request: HttpRequest, key: UUID, form: forms.LookForm | None = None, status: int = 200
) -> HttpResponse:
    actor = _actor(request)
    one = import_for(actor, key)
    if form is None:
        headings = one.understood.get("headings", ())
        form = forms.LookForm(initial=dict(forms.looked_at(one)), headings=headings)
    shown = shown_list(actor, one, request.GET.get("page", "1"))
    wants_part = request.headers.get("HX-Request") == "true"
    if wants_part and not shown.is_under_way:  # what it asks now stands below the part
        return HttpResponseClientRefresh()
    facts = {"one": one, "shown": shown, "form": form, "sources": sources_for(actor)}
    part = "#standing" if wants_part else ""
    return render(request, f"giving/list.html{part}", facts, status=status)


def _said(error: DomainError) -> str:
    remedy = _(error.remedy) if error.remedy else ""
    return " ".join((_(error.message) % error.facts, remedy)).strip()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
