"""The first set-up, step by step. Once it is finished, there is nothing at these addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.forms import show_refusal
from liushui.installation.declared import Group, steps
from liushui.installation.door import enter_first
from liushui.installation.forms import OperatorForm, PersonForm, SettingsForm, TokenForm
from liushui.installation.queries import (
    account_in_charge,
    group_for,
    is_begun,
    missing_of,
    open_setup,
    standing_of,
    waiting_for_start,
)
from liushui.installation.services import (
    SETTING_UP,
    OperatorAsked,
    PersonAsked,
    change_settings,
    finish_setup,
    name_operator,
    name_person,
    require_token,
    start_anew,
)
from liushui.installation.setup_token import admission
from liushui.installation.views.console import say, told, tried
from liushui.kernel.errors import DomainError, NotFound
from liushui.parties.agreements import agreement_in

_ADMITTED, _SKIPPED = "setup", "setup_skipped"
OPERATOR, PERSON, FINISH = "organisation", "person", "finish"
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the list beside the form shows it."""

    key: str
    title: str
    is_done: bool
    is_skipped: bool


@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Let in whoever has the word that ``up`` printed, then go to the first open step."""
    if open_setup() is None:
        raise NotFound
    if _is_admitted(request):
        return redirect("installation:setup-step", _first_open(request))
    said = request.POST.get("token") or request.GET.get("token")
    form = TokenForm({"token": said} if said is not None else None)
    if said is None or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "installation/setup_token.html", {"form": form}, status=status)
    try:
        require_token(form.cleaned_data["token"], site.HOME)
    except DomainError as error:
        show_refusal(form, error, {error.code: "token"})
        facts = {"form": form}
        return render(request, "installation/setup_token.html", facts, status=error.status)
    request.session.cycle_key()
    request.session[_ADMITTED] = admission(site.HOME)
    return redirect("installation:setup-step", _first_open(request))


def admitted(view: View) -> View:
    """Only for whoever said the word, only while the set-up is open."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        if open_setup() is None:
            raise NotFound
        if not _is_admitted(request):
            return redirect("installation:setup")
        return view(request, **named)

    return guarded


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@admitted
def step(request: HttpRequest, key: str) -> HttpResponse:
    """One step: its form, or what was kept; "skip" leaves it for later."""
    if key == FINISH:
        return _finish(request)
    asked = None if key in {OPERATOR, PERSON} else group_for(key)
    if asked is not None and "skip" in request.POST:
        request.session[_SKIPPED] = sorted({*request.session.get(_SKIPPED, ()), key})
        return redirect("installation:setup-step", _next(request, key))
    if asked is not None:
        return _group_step(request, asked)
    return _operator_step(request) if key == OPERATOR else _person_step(request)


@require_POST
@admitted
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """Try what this step kept, for real."""
    asked = group_for(key)
    try:
        words = tried(SETTING_UP, asked, request)
    except DomainError as error:
        form = SettingsForm(group=asked, standing=standing_of(asked))
        return _page(request, key, form, group=asked, status=error.status, refused=told(error))
    messages.success(request, words)
    return redirect("installation:setup-step", key)


def _group_step(request: HttpRequest, asked: Group) -> HttpResponse:
    if request.method != "POST":
        return _page(
            request, asked.key, SettingsForm(group=asked, standing=standing_of(asked)), group=asked
        )
    form = SettingsForm(request.POST, group=asked, standing=standing_of(asked))
    if not form.is_valid():
        return _page(request, asked.key, form, group=asked, status=422)
    try:
        changed = change_settings(
            SETTING_UP,
            asked,
            form.values(),
            why="first set-up",
            at=now(),
            removed=form.removed(),
        )
    except DomainError as error:
        say(form, error)
        return _page(request, asked.key, form, group=asked, status=error.status)
    if changed:
        messages.success(request, gettext("Kept."))
    stays = asked.trial is not None and not missing_of(asked)
    return redirect("installation:setup-step", asked.key if stays else _next(request, asked.key))


def _operator_step(request: HttpRequest) -> HttpResponse:
    form = OperatorForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, OPERATOR, form)
    if not form.is_valid():
        return _page(request, OPERATOR, form, status=422)
    try:
        name_operator(OperatorAsked(**form.cleaned_data), at=now())
    except DomainError as error:
        show_refusal(form, error, {"credit_code_wrong": "credit_code"})
        return _page(request, OPERATOR, form, status=error.status)
    return redirect("installation:setup-step", _next(request, OPERATOR))


def _person_step(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, PERSON, form)
    if not form.is_valid():
        return _page(request, PERSON, form, status=422)
    typed = {name: form.cleaned_data[name] for name in ("name", "phone", "title")}
    try:
        name_person(PersonAsked(**typed, language=get_language() or ""), at=now())
    except DomainError as error:
        show_refusal(form, error, {"phone_unreadable": "phone"})
        return _page(request, PERSON, form, status=error.status)
    return redirect("installation:setup-step", _next(request, PERSON))


def _finish(request: HttpRequest) -> HttpResponse:
    """What was set and what was left; the button ends the set-up and signs the person in."""
    if request.method != "POST":
        return _page(request, FINISH, None)
    try:
        finish_setup(at=now())
    except DomainError as error:
        return _page(request, FINISH, None, status=error.status, refused=told(error))
    if waiting_for_start():
        start_anew(SETTING_UP, at=now())
    for name in (_ADMITTED, _SKIPPED):
        request.session.pop(name, None)
    landing = enter_first(request, account_in_charge(), at=now())
    said = gettext("The site is set up. You are signed in; now add a second way to sign in.")
    messages.success(request, said)
    return redirect(landing)


def _page(
    request: HttpRequest,
    key: str,
    form: object,
    *,
    group: Group | None = None,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    listed = _steps(request)
    facts = {
        "key": key,
        "steps": listed,
        "number": [one.key for one in listed].index(key) + 1,
        "form": form,
        "group": group,
        "is_tryable": group is not None and group.trial is not None and not missing_of(group),
        "next": _next(request, key),
        "setup": open_setup(),
        "agreement": agreement_in(get_language() or ""),
        "left": [one for one in listed if not one.is_done and one.key != FINISH],
        "waiting": waiting_for_start() if key == FINISH else [],
        "refused": refused,
    }
    return render(request, "installation/setup.html", facts, status=status)


def _steps(request: HttpRequest) -> list[Step]:
    begun = open_setup()
    skipped = request.session.get(_SKIPPED, [])
    named = [
        Step(OPERATOR, gettext("Organisation"), bool(begun and begun.organisation_id), False),
        Step(PERSON, gettext("Person in charge"), bool(begun and begun.person_id), False),
    ]
    groups = [Step(g.key, gettext(g.title), is_begun(g), g.key in skipped) for g in steps()]
    return [*named, *groups, Step(FINISH, gettext("Finish"), False, False)]


def _first_open(request: HttpRequest) -> str:
    return next(one.key for one in _steps(request) if not one.is_done and not one.is_skipped)


def _next(request: HttpRequest, key: str) -> str:
    keys = [one.key for one in _steps(request)]
    return keys[min(keys.index(key) + 1, len(keys) - 1)]


def _is_admitted(request: HttpRequest) -> bool:
    return bool(request.session.get(_ADMITTED, "") == admission(site.HOME))
