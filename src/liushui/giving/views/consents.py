"""A change of purpose: the giver's answer, and what the charity keeps of all answers (R-37)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.files import open_file
from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.giving.consent_forms import REFUSED_FIELDS, PaperForm
from liushui.giving.queries import consents as found
from liushui.giving.services.consenting import (
    answer_change,
    confirm_paper,
    keep_paper,
    note_reading,
)
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.projects.queries.plans import ProposedPlan

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(FORM_METHODS)
def answer(request: HttpRequest, plan: int) -> HttpResponse:
    """The change in the plan's own words, what the giver gave, and the two answers."""
    actor, refusal, status = _actor(request), "", 200
    proposed, asked = found.own_question(actor, plan)
    word = request.POST.get("word", "")
    if request.method == "POST" and word in {"agree", "refuse"}:
        try:
            answer_change(actor, plan, agrees=word == "agree", at=now())
        except DomainError as error:
            record_refusal(error)
            refusal, status = " ".join(refusal_text(error)), error.status
        else:
            messages.success(request, _("Your answer is kept."))
            return redirect("giving:consent", plan)
    facts = {
        "plan": proposed.plan,
        "project": proposed.plan.project,
        "asked": asked,
        "is_open": proposed.is_agreed and asked.answer != "refused",
        "gifts": found.own_gifts_of(asked.person_id, proposed.project_id),
        "refusal": refusal,
    }
    return render(request, "giving/consent.html", facts, status=status)


@never_cache
@require_http_methods(FORM_METHODS)
def answers(request: HttpRequest, plan: int) -> HttpResponse:
    """How many were asked, agreed and refused; keep the file of what was answered outside."""
    actor = _actor(request)
    proposed = found.plan_with_consents(actor, plan)
    sent = request.method == "POST"
    if sent and request.POST.get("do") == "confirm":
        return _confirm(request, proposed)
    form = PaperForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            keep_paper(actor, plan, form.said, at=now())
        except (NotAllowed, NotFound):
            raise
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The file is kept."))
            return redirect("giving:consents", plan)
    return _answers_page(request, proposed, form, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, proposed: ProposedPlan) -> HttpResponse:
    """Another person's word that the file shows what was counted."""
    key = request.POST.get("paper", "")
    try:
        confirm_paper(_actor(request), int(key) if key.isdecimal() else 0, at=now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        record_refusal(error)
        text = " ".join(refusal_text(error))
        return _answers_page(request, proposed, PaperForm(), status=error.status, refusal=text)
    messages.success(request, _("The file counts now."))
    return redirect("giving:consents", proposed.pk)


def _answers_page(
    request: HttpRequest,
    proposed: ProposedPlan,
    form: PaperForm,
    *,
    status: int,
    refusal: str = "",
) -> HttpResponse:
    facts = {
        "plan": proposed.plan,
        "project": proposed.plan.project,
        "counts": found.consents_to(proposed),
        "papers": found.papers_of(proposed),
        "is_open": proposed.is_agreed,
        "form": form,
        "refusal": refusal,
        "own_name": _actor(request).name,
    }
    return render(request, "giving/consents.html", facts, status=status)


@never_cache
@require_safe
def paper(request: HttpRequest, key: int) -> HttpResponse:
    """The file itself; that it was read, and by whom, is recorded."""
    kept = found.paper_of(_actor(request), key)
    note_reading(_actor(request), kept, at=now())
    return HttpResponse(open_file(kept.file), content_type=kept.file.media_type)


def _actor(request: HttpRequest) -> "Actor":
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
