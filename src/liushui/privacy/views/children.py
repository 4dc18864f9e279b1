"""A guardian's pages: the children in one's care, and everything held about each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.errors import DomainError
from liushui.parties.agreements import CHILD, agreement_in
from liushui.privacy import queries, services
from liushui.privacy.forms import ChildForm, NameForm
from liushui.privacy.views.own import SHOWN
from liushui.privacy.views.shared import actor_of

_FIELDS = {
    "name_empty": "name",
    "child_too_old": "born_on",
    "child_born_wrong": "born_on",
}


@never_cache
@sensitive_post_parameters("name", "born_on")
@require_http_methods(["GET", "HEAD", "POST"])
def children(request: HttpRequest) -> HttpResponse:
    """The children in the reader's care, and the form for another."""
    actor, language = actor_of(request), get_language() or ""
    form = ChildForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_child(
                actor,
                name=form.cleaned_data["name"],
                born_on=form.cleaned_data["born_on"],
                language=language,
                at=now(),
            )
        except DomainError as error:
            show_refusal(form, error, _FIELDS)
        else:
            messages.success(request, _("Registered. You act for the child until it is 14."))
            return redirect("privacy:child", made.pk)
    facts = {
        "form": form,
        "children": queries.children_of(actor, now()),
        "agreement": agreement_in(language, CHILD),
    }
    return render(request, "privacy/children.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
def child(request: HttpRequest, number: int) -> HttpResponse:
    """Everything held about one child."""
    return _page(request, number, NameForm())


@never_cache
@sensitive_post_parameters("name")
@require_POST
def child_name(request: HttpRequest, number: int) -> HttpResponse:
    """Correct the child's name."""
    found = queries.child_for(actor_of(request), number, now())
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            services.correct(
                actor_of(request),
                found.guardianship.child_id,
                name=form.cleaned_data["name"],
                at=now(),
            )
        except DomainError as error:
            show_refusal(form, error, {"name_empty": "name"})
        else:
            messages.success(request, _("The name was corrected."))
            return redirect("privacy:child", number)
    return _page(request, number, form, status=422)


@require_POST
def child_erase(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the child's erasure, or call it back."""
    found = queries.child_for(actor_of(request), number, now())
    child_id = found.guardianship.child_id
    if request.POST.get("do") == "call-back":
        services.call_back_erasure(actor_of(request), child_id, at=now())
        messages.success(request, _("Called back. Nothing was erased."))
    else:
        services.request_erasure(actor_of(request), child_id, at=now())
        messages.success(request, _("The child's data will be erased in 7 days."))
    return redirect("privacy:child", number)


@require_POST
def child_copy(request: HttpRequest, number: int) -> HttpResponse:
    """A copy of the child's data, which waits for the guardian for a day."""
    found = queries.child_for(actor_of(request), number, now())
    services.make_copy(actor_of(request), found.guardianship.child_id, at=now())
    messages.success(request, _("Your copy is ready. Fetch it within 24 hours."))
    return redirect("privacy:data")


def _page(request: HttpRequest, number: int, form: NameForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = queries.child_for(actor, number, now())
    child_id = found.guardianship.child_id
    facts = {
        "child": found,
        "form": form,
        "sections": queries.sections_of(actor, child_id),
        "readings": queries.readings(actor, child_id),
        "erasure": queries.waiting_erasure(child_id),
        "shown": SHOWN,
    }
    return render(request, "privacy/child.html", facts, status=status)
