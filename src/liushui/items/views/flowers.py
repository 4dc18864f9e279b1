"""Today's flowers: picking them, giving them, and which projects have most."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.items.forms import REFUSED_FIELDS, FlowerRuleForm, FlowersForm, PickForm
from liushui.items.queries.flowers import basket_of, flower_rules, flowers_by_project, rule_of_day
from liushui.items.services import give_flowers, pick_flower, set_flower_rule
from liushui.items.states import FlowerWhy
from liushui.items.views.shared import FORM_METHODS, actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.projects.queries import projects_by_id, projects_taking_gifts

_SHOWN = 100


@never_cache
@require_safe
def flowers(request: HttpRequest) -> HttpResponse:
    """What flowers are, whose projects have most, and one's own basket."""
    return _page(request)


@require_POST
def pick(request: HttpRequest) -> HttpResponse:
    """Pick one of today's flowers."""
    form = PickForm(request.POST)
    if not form.is_valid():
        raise NotFound
    try:
        count = pick_flower(actor_of(request), FlowerWhy(form.cleaned_data["why"]), at=now())
    except DomainError as error:
        record_refusal(error)
        return _page(request, said=" ".join(refusal_text(error)), status=error.status)
    said = ngettext("You picked %(count)s flower.", "You picked %(count)s flowers.", count)
    messages.success(request, said % {"count": count})
    return redirect("items:flowers")


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give flowers to a project, once for each form that was shown."""
    form = FlowersForm(request.POST, projects=_projects())
    if form.is_valid():
        said = form.cleaned_data
        try:
            give_flowers(
                actor_of(request), said["project"], said["count"], key=said["key"], at=now()
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Your flowers are with the project."))
            return redirect("items:flowers")
    return _page(request, form, status=422)


@require_http_methods(FORM_METHODS)
def rules(request: HttpRequest) -> HttpResponse:
    """How flowers are earned: what holds, and what holds from a day to come."""
    form = FlowerRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_flower_rule(actor_of(request), **form.cleaned_data, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The rule is set."))
            return redirect("items:flower-rules")
    facts = {"form": form, "rules": flower_rules()}
    return render(request, "items/flower_rules.html", facts, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, form: FlowersForm | None = None, *, said: str = "", status: int = 200
) -> HttpResponse:
    actor, at = actor_of(request), now()
    counted = flowers_by_project()
    projects = projects_by_id(counted)
    facts = {
        "rule": rule_of_day(day_of(at)),
        "basket": basket_of(actor.person_id, at) if actor.person_id is not None else None,
        "form": form or FlowersForm(initial={"key": uuid4()}, projects=_projects()),
        "top": [(projects[key], count) for key, count in counted.items()],
        "refusal": said,
        "at": at,
    }
    return render(request, "items/flowers.html", facts, status=status)


def _projects() -> list[tuple[str, str]]:
    return [
        (one.number, in_reader_language(one.title, one.title_en))
        for one in projects_taking_gifts(day_of(now()), _SHOWN)
    ]
