"""The console's overview, and galleries: prepared, filled, opened by another person, ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.items import policies, queries, services
from liushui.items.forms import REFUSED_FIELDS, GalleryForm, PieceForm
from liushui.items.queries.acts import rules_in_console
from liushui.items.queries.streams import streams_in_console
from liushui.items.views.shared import FORM_METHODS, actor_of, own_projects
from liushui.kernel.errors import DomainError, NotFound


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Galleries, rules for acts and streams of the reader's organisations."""
    actor = actor_of(request)
    facts = {
        "galleries": queries.galleries_in_console(actor),
        "rules": rules_in_console(actor),
        "streams": streams_in_console(actor),
        "can_draft": actor.holds_any(policies.DRAFTING),
        "at": now(),
    }
    return render(request, "items/console.html", facts)


@require_http_methods(FORM_METHODS)
def new_gallery(request: HttpRequest) -> HttpResponse:
    """Prepare a gallery."""
    actor = actor_of(request)
    form = GalleryForm(request.POST or None, projects=own_projects(actor))
    if request.method == "POST" and form.is_valid():
        try:
            project = form.cleaned_data["project"]
            made = services.draft_gallery(actor, project, form.plan, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The gallery is prepared. Add its pieces next."))
            return redirect("items:console-gallery", made.code)
    facts = {"form": form, "title": _("Prepare a gallery"), "action": request.path}
    return render(request, "items/form.html", facts, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def gallery(request: HttpRequest, code: str) -> HttpResponse:
    """One gallery: its terms, its pieces, how many are given; a piece is added here."""
    actor = actor_of(request)
    queries.gallery_for(actor, code)
    form = PieceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            picture = form.cleaned_data["picture"].read()
            services.add_piece(actor, code, form.text, picture, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The piece is in the gallery."))
            return redirect("items:console-gallery", code)
    return _page(request, code, form, status=422 if form.errors else 200)


@require_POST
def gallery_do(request: HttpRequest, code: str) -> HttpResponse:
    """Open the gallery as the second person, or end it."""
    deeds = {"open": services.open_gallery, "end": services.end_gallery}
    actor = actor_of(request)
    queries.gallery_for(actor, code)
    deed = deeds.get(request.POST.get("do", ""))
    if deed is None:
        raise NotFound
    try:
        deed(actor, code, at=now())
    except DomainError as error:
        record_refusal(error)
        said = " ".join(refusal_text(error))
        return _page(request, code, PieceForm(), said=said, status=error.status)
    messages.success(request, _("Done."))
    return redirect("items:console-gallery", code)


def _page(
    request: HttpRequest, code: str, form: PieceForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.gallery_for(actor, code)
    body = found.project.organisation_id
    facts = {
        "standing": queries.standing_of(found),
        "pieces": queries.pieces_of(found),
        "form": form,
        "can_draft": policies.can_draft(actor, body),
        "can_open": policies.can_agree(actor, body, found.drafted_by),
        "refusal": said,
        "at": now(),
    }
    return render(request, "items/console_gallery.html", facts, status=status)
