"""The operator's pages: what is set, by whom and why; changing it; trying it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.installation.declared import Group, groups
from liushui.installation.forms import SettingsForm, name_of
from liushui.installation.queries import (
    changes_of,
    group_for,
    missing_of,
    proposed,
    proposed_group,
    setting_labels,
    standing_of,
    telling_of,
    waiting_for_start,
)
from liushui.installation.services import (
    change_settings,
    decide_settings,
    propose_settings,
    start_anew,
    try_group,
)
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor

_DECIDED = {
    "agree": gettext_lazy("Agreed, and in force."),
    "refuse": gettext_lazy("Refused. Nothing changes."),
    "withdraw": gettext_lazy("Withdrawn. Nothing changes."),
}


@never_cache
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Every group with what is in force in it."""
    shown = [(group, telling_of(group), missing_of(group)) for group in groups()]
    facts = {"groups": shown, "waiting": waiting_for_start(), "proposed": proposed(now())}
    return render(request, "installation/settings.html", facts)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, key: str) -> HttpResponse:
    """One group: change it and see who changed it before."""
    asked = group_for(key)
    if request.method != "POST":
        form = SettingsForm(group=asked, standing=standing_of(asked), asks_why=True)
        return _group_page(request, asked, form)
    form = SettingsForm(request.POST, group=asked, standing=standing_of(asked), asks_why=True)
    if not form.is_valid():
        return _group_page(request, asked, form, status=422)
    try:
        words = _kept_or_proposed(request, asked, form)
    except DomainError as error:
        say(form, error)
        return _group_page(request, asked, form, status=error.status)
    messages.success(request, words)
    return redirect("installation:group", key)


@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """The second person's word on a proposed change, or its withdrawal by the first."""
    asked = proposed_group(key)
    word = request.POST.get("do", "")
    words, status = gettext("Choose one of the buttons."), 422
    if word in _DECIDED:
        try:
            decide_settings(actor_of(request), key, word, at=now())
        except DomainError as error:
            words, status = told(error), error.status
        else:
            messages.success(request, _DECIDED[word])
            return redirect("installation:group", asked.key)
    form = SettingsForm(group=asked, standing=standing_of(asked), asks_why=True)
    return _group_page(request, asked, form, status=status, refused=words)


@require_POST
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """Try the kept settings for real and say what came of it."""
    asked = group_for(key)
    try:
        words = tried(actor_of(request), asked, request)
    except DomainError as error:
        form = SettingsForm(group=asked, standing=standing_of(asked), asks_why=True)
        return _group_page(request, asked, form, status=error.status, refused=told(error))
    messages.success(request, words)
    return redirect("installation:group", key)


@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Have the processes started anew, so that they read what is now kept."""
    start_anew(actor_of(request), at=now())
    messages.success(request, gettext("The site starts anew. This takes some seconds."))
    return redirect("installation:settings")


def tried(actor: Actor, asked: Group, request: HttpRequest) -> str:
    """Run a group's trial with what was typed; what to say when it went well."""
    try_group(actor, asked, request.POST.get("asked", "")[:200], at=now())
    assert asked.trial is not None, "try_group would have refused"
    return gettext(asked.trial.said)


def told(error: DomainError) -> str:
    """A refusal of a trial in one sentence or two."""
    record_refusal(error)
    return " ".join(refusal_text(error))


def say(form: SettingsForm, error: DomainError) -> None:
    """Put a refusal beside the field that it names."""
    labels = setting_labels(form.group)
    field = labels.get(str(error.facts.get("label", "")))
    fields = {error.code: name_of(field)} if field else {"reason_missing": "why"}
    show_refusal(form, error, fields)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _kept_or_proposed(request: HttpRequest, asked: Group, form: SettingsForm) -> str:
    """Keep what was typed, or propose it where two people are needed; what to say of it."""
    change = propose_settings if asked.is_weighty else change_settings
    done = change(
        actor_of(request),
        asked,
        form.values(),
        why=form.cleaned_data["why"],
        at=now(),
        removed=form.removed(),
    )
    if not done:
        return gettext("Nothing was changed.")
    if asked.is_weighty:
        return gettext("Proposed. Nothing changes until another person agrees.")
    return gettext("Kept.")


def _group_page(
    request: HttpRequest, asked: Group, form: SettingsForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    facts = {
        "group": asked,
        "form": form,
        "changes": changes_of(asked),
        "proposed": proposed(now(), asked),
        "me": actor_of(request).name,
        "refused": refused,
        "is_tryable": asked.trial is not None and not missing_of(asked),
        "waiting": [one for one in waiting_for_start() if one in asked.settings],
    }
    return render(request, "installation/group.html", facts, status=status)
