"""What only people can say: whether a text is kept, and a charity's figures of a year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.compliance.forms import FiguresForm
from liushui.compliance.queries.answering import rules_to_answer
from liushui.compliance.services.checking import enter_figures
from liushui.compliance.services.stating import confirm_rule
from liushui.compliance.views.duties import bodies_spoken_for
from liushui.compliance.views.shared import FORM_METHODS, actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed


@require_http_methods(FORM_METHODS)
def answers(request: HttpRequest) -> HttpResponse:
    """The rules that a person answers for, for one body, and what was said last."""
    actor, now = actor_of(request), timezone.now()
    bodies = bodies_spoken_for(actor)
    chosen = request.POST.get("of") or request.GET.get("of") or (bodies[0][0] if bodies else "")
    if chosen not in dict(bodies):
        raise NotAllowed
    of = int(chosen) or None
    refusal, status = "", 200
    if request.method == "POST":
        try:
            confirm_rule(
                actor, request.POST.get("rule", ""), of, is_kept=request.POST.get("do") == "kept",
                note=request.POST.get("note", ""), at=now,
            )  # fmt: skip
        except DomainError as error:
            record_refusal(error)
            refusal, status = " ".join(refusal_text(error)), error.status
        else:
            messages.success(request, _("Written down. It counts for a year."))
            return redirect(f"{request.path}?of={chosen}")
    facts = {
        "bodies": bodies,
        "chosen": chosen,
        "rows": rules_to_answer(of, day_of(now)),
        "refusal": refusal,
    }
    return render(request, "compliance/answers.html", facts, status=status)


@require_http_methods(FORM_METHODS)
def figures(request: HttpRequest) -> HttpResponse:
    """A charity's figures of a year, for the shares of spending."""
    actor, now = actor_of(request), timezone.now()
    bodies = [one for one in bodies_spoken_for(actor) if one[0] != "0"]
    form = FiguresForm(request.POST or None, bodies=bodies, initial={"year": day_of(now).year - 1})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        body, year = said.pop("organisation"), said.pop("year")
        told = {f"{name}_minor": value for name, value in said.items()}
        try:
            enter_figures(actor, body, year, figures=told, at=now)
        except DomainError as error:
            show_refusal(form, error, {"figures_uneven": "administration"})
        else:
            messages.success(request, _("Entered. The next self-check reads them."))
            return redirect("compliance:duties")
    status = 422 if form.errors else 200
    return render(request, "compliance/figures_form.html", {"form": form}, status=status)
