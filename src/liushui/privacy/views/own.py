"""One's own data: see, take along, correct, stop, erase, ask, and who read them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.kernel.errors import DomainError
from liushui.parties.queries import is_restricted
from liushui.privacy import queries, services
from liushui.privacy.forms import EraseForm, NameForm, QuestionForm
from liushui.privacy.views.shared import actor_of, own_id

SHOWN = 20


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The door to one's own pages."""
    facts = {
        "name": queries.name_of(actor_of(request), own_id(request)),
        "erasure": queries.waiting_erasure(own_id(request)),
    }
    return render(request, "privacy/me.html", facts)


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Everything held about the reader, what for, and what can be asked of it."""
    actor, person_id = actor_of(request), own_id(request)
    facts = {
        "sections": queries.sections_of(actor, person_id),
        "shown": SHOWN,
        "copies": queries.copies_of(actor, now()),
        "erasure": queries.waiting_erasure(person_id),
        "is_stopped": is_restricted(person_id),
        "at": now(),
    }
    return render(request, "privacy/own.html", facts)


@require_POST
def take_copy(request: HttpRequest) -> HttpResponse:
    """Make a copy, which then waits for a day."""
    services.make_copy(actor_of(request), own_id(request), at=now())
    messages.success(request, _("Your copy is ready. Fetch it within 24 hours."))
    return redirect("privacy:data")


@never_cache
@require_safe
def copy_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """The copy itself, for its owner alone."""
    content = services.open_copy(queries.copy_for(actor_of(request), key, now()))
    headers = {"Content-Disposition": 'attachment; filename="liushui-my-data.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@never_cache
@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Correct one's name."""
    actor, person_id = actor_of(request), own_id(request)
    held = queries.name_of(actor, person_id)
    form = NameForm(request.POST or None, initial={"name": held})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(actor, person_id, name=form.cleaned_data["name"], at=now())
        except DomainError as error:
            show_refusal(form, error, {"name_empty": "name"})
        else:
            messages.success(request, _("Your name was corrected, also where its mask is shown."))
            return redirect("privacy:data")
    return _form(request, "privacy/name.html", form)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop every use but storing, or allow it again."""
    if request.POST.get("do") == "lift":
        services.lift(actor_of(request), own_id(request), at=now())
        messages.success(request, _("Your data are used again."))
    else:
        services.stop(actor_of(request), own_id(request), at=now())
        messages.success(request, _("Your data are kept and no longer used."))
    return redirect("privacy:data")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """What an erasure takes and what the law keeps; then ask for it."""
    actor, person_id = actor_of(request), own_id(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.request_erasure(actor, person_id, at=now())
        except DomainError as error:
            show_refusal(form, error, {})
        else:
            messages.success(request, _("Asked. Your data will be erased in 7 days."))
            return redirect("privacy:data")
    facts = {
        "form": form,
        "sections": queries.sections_of(actor, person_id),
        "erasure": queries.waiting_erasure(person_id),
    }
    return render(request, "privacy/erase.html", facts, status=422 if form.errors else 200)


@require_POST
def call_back(request: HttpRequest) -> HttpResponse:
    """Call an erasure back."""
    services.call_back_erasure(actor_of(request), own_id(request), at=now())
    messages.success(request, _("Called back. Nothing was erased."))
    return redirect("privacy:data")


@never_cache
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask an organisation about one's data; earlier questions with their answers."""
    actor, person_id = actor_of(request), own_id(request)
    bodies = queries.asked_bodies(queries.sections_of(actor, person_id))
    choices = [(str(one.pk), in_reader_language(one.name, one.name_en)) for one in bodies]
    choices.append(("", _("Whoever runs this site")))
    form = QuestionForm(request.POST or None, bodies=choices)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_question(
                actor,
                person_id,
                words=form.cleaned_data["words"],
                organisation_id=form.organisation_id,
                at=now(),
            )
        except DomainError as error:
            show_refusal(form, error, {"question_missing": "words"})
        else:
            messages.success(request, _("Asked. An answer is due within 15 days."))
            return redirect("privacy:ask")
    facts = {"form": form, "asked": queries.asked_by(actor, person_id)}
    return render(request, "privacy/ask.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Who read one's sensitive values, when and what for."""
    found = queries.readings(actor_of(request), own_id(request))
    return render(request, "privacy/readings.html", {"readings": found})


def _form(request: HttpRequest, template: str, form: NameForm) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
