"""The pages of an organisation that is in: its account, its board, the parts that it uses."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from liushui.onboarding import policies
from liushui.onboarding.forms import ChangeAccountForm, MemberForm
from liushui.onboarding.queries.accounts import body_with_account, standing_of
from liushui.onboarding.queries.applications import owed_of
from liushui.onboarding.queries.boards import (
    board_faults_of,
    board_of_organisation,
    body_with_board,
    shown_of,
)
from liushui.onboarding.queries.parts import parts_of
from liushui.onboarding.services.accounts import agree_to_account, propose_account, stop_account
from liushui.onboarding.services.boards import add_to_organisation, take_out_of_organisation
from liushui.onboarding.services.exporting import export_own
from liushui.onboarding.services.owing import settle_owed
from liushui.onboarding.services.parts import switch_part
from liushui.onboarding.states import AccountState
from liushui.onboarding.views.shared import FORM_METHODS, actor_of, kept, refused, status_of

if TYPE_CHECKING:
    from liushui.parties.models import Organisation


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def account(request: HttpRequest, code: str) -> HttpResponse:
    """The account in force, a change under way, and the form for another."""
    actor = actor_of(request)
    body = body_with_account(actor, code)
    form = ChangeAccountForm(request.POST or None, initial={"holder_name": body.name})
    if kept(form, lambda: propose_account(actor, code, form.asked, at=now())):
        messages.success(request, _("Entered. A second person must agree; all of you are told."))
        return redirect("onboarding:account", code)
    return _account_page(request, body, form)


@never_cache
@require_POST
def account_decide(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The second person's word, or anyone's stop."""
    actor = actor_of(request)
    body = body_with_account(actor, code)
    if request.POST.get("do") == "agree":
        words, status = refused(lambda: agree_to_account(actor, key, at=now()))
        said = _("Agreed. It comes into force when its days have passed.")
    else:
        words, status = refused(lambda: stop_account(actor, key, at=now()))
        said = _("Stopped. Nothing changes.")
    if words:
        form = ChangeAccountForm(initial={"holder_name": body.name})
        return _account_page(request, body, form, refusal=words, status=status)
    messages.success(request, said)
    return redirect("onboarding:account", code)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation's board list, checked by R-03."""
    actor = actor_of(request)
    body = body_with_board(actor, code)
    standing = board_of_organisation(body.pk)
    listed = shown_of(actor, standing, in_full=request.method != "POST")
    form = MemberForm(request.POST or None, others=[(str(one.key), one.name) for one in listed])
    if kept(form, lambda: add_to_organisation(actor, code, form.member, at=now())):
        settle_owed(at=now(), organisation_id=body.pk)
        messages.success(request, _("Entered."))
        return redirect("onboarding:board", code)
    facts = {
        "form": form,
        "title": body.name,
        "back": reverse("parties:body", args=[code]),
        "listed": listed,
        "faults": board_faults_of(body.pk),
        "address": reverse("onboarding:board", args=[code]),
        "remove": "onboarding:board-remove",
        "key": code,
    }
    return render(request, "onboarding/board.html", facts, status=status_of(form))


@require_POST
def board_remove(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take somebody off the list."""
    take_out_of_organisation(actor_of(request), code, number, at=now())
    messages.success(request, _("Taken out."))
    return redirect("onboarding:board", code)


@never_cache
@require_http_methods(FORM_METHODS)
def parts(request: HttpRequest, code: str) -> HttpResponse:
    """Which parts the organisation uses."""
    actor = actor_of(request)
    body = body_with_board(actor, code)
    if request.method == "POST":
        part, on = request.POST.get("part", ""), request.POST.get("do") == "on"
        switch_part(actor, code, part, on=on, at=now())
        messages.success(request, _("Switched."))
        return redirect("onboarding:parts", code)
    facts = {"body": body, "parts": parts_of(body.pk), "owed": owed_of(body.pk)}
    return render(request, "onboarding/parts.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Everything of the organisation in one archive, made by the worker."""
    actor = actor_of(request)
    body = body_with_board(actor, code)
    made = []
    words, status = "", 200
    if request.method == "POST":
        language = get_language() or "zh-hans"
        words, status = refused(
            lambda: made.append(export_own(actor, code, language=language, at=now()))
        )
    if made:
        return redirect("desk:work", made[0].key)
    facts = {"body": body, "refusal": words}
    return render(request, "onboarding/export.html", facts, status=status)


def _account_page(
    request: HttpRequest,
    body: "Organisation",
    form: ChangeAccountForm,
    *,
    refusal: str = "",
    status: int = 0,
) -> HttpResponse:
    actor, standing = actor_of(request), standing_of(body.pk)
    coming = standing.coming
    facts = {
        "body": body,
        "form": form,
        "standing": standing,
        "may_agree": coming is not None
        and coming.state == AccountState.PROPOSED
        and coming.proposed_by != actor.name
        and policies.can_any(actor, body.pk, policies.AGREEING),
        "is_own": coming is not None and coming.proposed_by == actor.name,
        "refusal": refusal,
    }
    return render(request, "onboarding/account.html", facts, status=status or status_of(form))
