"""Where organisations answer questions about own data, and keep the register of data given."""

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
from liushui.privacy import queries, services
from liushui.privacy.forms import AnswerForm, GivenForm, PaperForm
from liushui.privacy.views.shared import actor_of


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Questions by their clock, without their words."""
    page = queries.questions_for(actor_of(request), request.GET.get("page", "1"))
    return render(request, "privacy/requests.html", {"page": page, "at": now()})


@never_cache
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: UUID) -> HttpResponse:
    """One question in plain, on the record; and its answer, once."""
    actor = actor_of(request)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_question(
                actor,
                key,
                words=form.cleaned_data["words"],
                is_refusal=form.cleaned_data["is_refusal"],
                at=now(),
            )
        except DomainError as error:
            show_refusal(form, error, {"answer_missing": "words"})
        else:
            messages.success(request, _("Answered."))
            return redirect("privacy:requests")
    # A refused answer shows no words: they are read by opening the page, on the record.
    asked = queries.closed_question(actor, key)
    if not form.errors:
        asked = services.read_question(actor, key, at=now())
    facts = {"asked": asked, "form": form}
    return render(request, "privacy/question.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def given(request: HttpRequest) -> HttpResponse:
    """The register of data given to others, and the form for a line."""
    actor = actor_of(request)
    form = GivenForm(request.POST or None, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        services.record_given(actor, form.cleaned_data["organisation"], form.giving, at=now())
        messages.success(request, _("Recorded."))
        return redirect("privacy:given")
    page = queries.given_by(actor, request.GET.get("page", "1"))
    facts = {"form": form, "page": page}
    return render(request, "privacy/given.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def on_paper(request: HttpRequest) -> HttpResponse:
    """Erasures that people asked for by letter, and the form for another."""
    actor = actor_of(request)
    form = PaperForm(request.POST or None, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.request_on_paper(actor, said["organisation"], number=said["number"], at=now())
        except DomainError as error:
            show_refusal(form, error, {"number_unknown": "number", "asks_alone": "number"})
        else:
            messages.success(request, _("Their data are not used any more and erased in 7 days."))
            return redirect("privacy:on-paper")
    facts = {"form": form, "asked": queries.paper_erasures(actor)}
    return render(request, "privacy/on_paper.html", facts, status=422 if form.errors else 200)


@require_POST
def paper_call_back(request: HttpRequest, number: int) -> HttpResponse:
    """Call one of them back."""
    services.call_back_on_paper(actor_of(request), number, at=now())
    messages.success(request, _("Called back. Nothing was erased."))
    return redirect("privacy:on-paper")


def _bodies(request: HttpRequest) -> list[tuple[int, str]]:
    return [
        (one.pk, in_reader_language(one.name, one.name_en))
        for one in queries.registering_bodies(actor_of(request))
    ]
