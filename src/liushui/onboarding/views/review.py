"""The operators' pages: who asks to come in, an answer, and links by which to ask others in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liushui.onboarding.forms import AnswerForm, WelcomeForm
from liushui.onboarding.queries import applications as queries
from liushui.onboarding.queries.boards import board_of_application, shown_of
from liushui.onboarding.services.deciding import Answer, decide_application
from liushui.onboarding.services.welcoming import welcome_organisation
from liushui.onboarding.states import OPEN, ApplicationState
from liushui.onboarding.views.shared import FORM_METHODS, actor_of, kept, status_of

_ANSWERS = frozenset({"admit", "return", "refuse"})


@never_cache
@require_http_methods(FORM_METHODS)
def joining(request: HttpRequest) -> HttpResponse:
    """What waits for an operator, and a link to ask an organisation in; it is shown once."""
    form = WelcomeForm(request.POST or None)
    made = kept(
        form, lambda: welcome_organisation(actor_of(request), **form.cleaned_data, at=now())
    )
    link = ""
    if made is not None:
        link = request.build_absolute_uri(reverse("onboarding:welcome", args=[made.token]))
        form = WelcomeForm()
    facts = {
        "waiting": queries.applications_waiting(),
        "ended": queries.applications_ended(),
        "form": form,
        "link": link,
        "made": made,
    }
    return render(request, "onboarding/joining.html", facts, status=status_of(form))


@never_cache
@require_http_methods(FORM_METHODS)
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """One application with all that it says, and the operator's answer."""
    actor = actor_of(request)
    found = queries.application_for(actor, key)
    form = AnswerForm(request.POST or None)
    word = request.POST.get("do", "")
    if request.method == "POST" and word not in _ANSWERS:
        form.add_error(None, _("Choose one of the buttons."))
    elif request.method == "POST":
        answer = Answer(word, request.POST.get("reasons", "")[:1000])
        if kept(form, lambda: decide_application(actor, key, answer, at=now())) is not None:
            messages.success(request, _("Answered. Whoever applied is told."))
            return redirect("onboarding:joining")
    facts = {
        "application": found,
        "steps": queries.steps_of(found, now()),
        "certificates": queries.certificates_handed(found),
        "board": shown_of(actor, board_of_application(found), in_full=request.method != "POST"),
        "waits": found.state == ApplicationState.SUBMITTED,
        "is_open": found.state in OPEN,
        "form": form,
    }
    return render(request, "onboarding/review.html", facts, status=status_of(form))
