"""The pages of an application's steps, and the quick lane's one form."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.kernel.errors import NotFound
from liushui.onboarding import policies
from liushui.onboarding.application_rules import PUBLIC, REGISTRATION
from liushui.onboarding.forms import AccountForm, BodyForm, ContactsForm, MemberForm, PaperForm
from liushui.onboarding.queries import applications as queries
from liushui.onboarding.queries.boards import board_of_application, shown_of
from liushui.onboarding.services import applying
from liushui.onboarding.services.boards import add_to_application, take_out_of_application
from liushui.onboarding.views.shared import FORM_METHODS, actor_of, kept, status_of

if TYPE_CHECKING:
    from datetime import datetime

    from liushui.onboarding.models import Application
    from liushui.parties.actors import Actor

_KINDS = (REGISTRATION, PUBLIC)


@never_cache
@require_http_methods(FORM_METHODS)
def body(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the registration certificate says."""
    found = _own(request, key)
    form = BodyForm(request.POST or None, is_begun=True, initial=_body_initial(found))
    actor = actor_of(request)
    if kept(form, lambda: applying.keep_body(actor, key, form.body, at=now())):
        return _on(request, key)
    facts = {
        "form": form,
        "application": found,
        "address": reverse("onboarding:body", args=[key]),
    }
    return render(request, "onboarding/body.html", facts, status=status_of(form))


@never_cache
@require_http_methods(FORM_METHODS)
def certificates(request: HttpRequest, key: UUID) -> HttpResponse:
    """Both certificates with their pictures."""
    found = _own(request, key)
    papers = _paper_forms(request, found)
    if request.method == "POST" and _keep_papers(request, key, papers):
        return _on(request, key)
    facts = {"application": found, "papers": papers}
    status = 422 if any(form.errors for form in papers) else 200
    return render(request, "onboarding/certificates.html", facts, status=status)


@never_cache
@require_http_methods(FORM_METHODS)
def quick(request: HttpRequest, key: UUID) -> HttpResponse:
    """The quick lane: the body and both certificates in one form, sent at once (A02)."""
    found = _own(request, key)
    form = BodyForm(request.POST or None, is_begun=True, initial=_body_initial(found))
    papers = _paper_forms(request, found)
    if request.method == "POST" and not form.is_choosing:
        valid = [one.is_valid() for one in (form, *papers)]
        if all(valid) and _send_quickly(request, key, form, papers):
            messages.success(request, _("Sent. An operator of this site looks at it."))
            return redirect("onboarding:application", key)
    facts = {"application": found, "form": form, "papers": papers}
    wrong = not form.is_choosing and any(one.errors for one in (form, *papers))
    return render(request, "onboarding/quick.html", facts, status=422 if wrong else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def account(request: HttpRequest, key: UUID) -> HttpResponse:
    """The bank account in its own name."""
    found = _own(request, key)
    initial = {
        "holder_name": found.account_holder or found.name,
        "bank": found.account_bank,
    }
    form = AccountForm(request.POST or None, initial=initial)
    actor = actor_of(request)
    if kept(form, lambda: applying.keep_account(actor, key, form.asked, at=now())):
        return _on(request, key)
    facts = {"form": form, "application": found}
    return render(request, "onboarding/applied_account.html", facts, status=status_of(form))


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def contacts(request: HttpRequest, key: UUID) -> HttpResponse:
    """How donors reach it, and the second person."""
    found = _own(request, key)
    names = ("contact_phone", "contact_email", "website")
    form = ContactsForm(
        request.POST or None, initial={name: getattr(found, name) for name in names}
    )
    actor = actor_of(request)
    if kept(form, lambda: applying.keep_contacts(actor, key, form.contacts, at=now())):
        return _on(request, key)
    facts = {"form": form, "application": found}
    return render(request, "onboarding/contacts.html", facts, status=status_of(form))


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def board(request: HttpRequest, key: UUID) -> HttpResponse:
    """The board list: who is on it, one more, and what R-03 says of it."""
    found, actor = _own(request, key), actor_of(request)
    listed = shown_of(actor, board_of_application(found), in_full=True)
    others = [(str(one.key), one.name) for one in listed]
    form = MemberForm(request.POST or None, others=others)
    if kept(form, lambda: add_to_application(actor, key, form.member, at=now())):
        messages.success(request, _("Entered."))
        return redirect("onboarding:applied-board", key)
    steps = queries.steps_of(found, now())
    facts = {
        "form": form,
        "title": found.name,
        "back": reverse("onboarding:application", args=[key]),
        "listed": listed,
        "faults": next(step.faults for step in steps if step.step == "board"),
        "address": reverse("onboarding:applied-board", args=[key]),
        "remove": "onboarding:applied-board-remove",
        "key": key,
    }
    return render(request, "onboarding/board.html", facts, status=status_of(form))


@require_POST
def board_remove(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Take somebody off the list."""
    take_out_of_application(actor_of(request), key, number, at=now())
    messages.success(request, _("Taken out."))
    return redirect("onboarding:applied-board", key)


@require_safe
def picture(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """The picture of a certificate that an application shows."""
    found = queries.certificate_shown(actor_of(request), key, number)
    answer = HttpResponse(found.content, content_type=found.media_type)
    patch_cache_control(answer, private=True, max_age=60)
    return answer


def _own(request: HttpRequest, key: UUID) -> "Application":
    found = queries.application_for(actor_of(request), key)
    if not policies.is_applicant(actor_of(request), found):
        raise NotFound  # an operator looks at it on another page
    return found


def _on(request: HttpRequest, key: UUID) -> HttpResponse:
    messages.success(request, _("Kept."))
    return redirect("onboarding:application", key)


def _body_initial(found: "Application") -> Mapping[str, Any]:
    names = ("kind", "name", "name_en", "short_name", "short_name_en", "registered_on",
             "charity_since", "is_provincial", "revoked_on")  # fmt: skip
    return {name: getattr(found, name) for name in names} | {"place": found.place_id or ""}


def _paper_forms(request: HttpRequest, found: "Application") -> list[PaperForm]:
    shown = {one.kind: one for one in queries.certificates_handed(found)}
    names = ("number", "issued_by", "valid_from", "valid_until")
    return [
        PaperForm(
            request.POST or None,
            request.FILES or None,
            prefix=kind,
            kind=kind,
            is_shown=kind in shown,
            initial={name: getattr(shown[kind], name) for name in names} if kind in shown else {},
        )
        for kind in _KINDS
    ]


def _keep_papers(request: HttpRequest, key: UUID, papers: list[PaperForm]) -> bool:
    """Keep both or none; what is wrong with one stands beside it."""
    actor, at = actor_of(request), now()
    valid = [form.is_valid() for form in papers]
    if not all(valid):
        return False
    with transaction.atomic():
        done = [kept(form, partial(_keep_paper, actor, key, form, at)) for form in papers]
        if None in done:
            transaction.set_rollback(True)
    return None not in done


def _keep_paper(actor: "Actor", key: UUID, form: PaperForm, at: "datetime") -> object:
    return applying.keep_certificate(actor, key, form.paper, at=at)


def _send_quickly(request: HttpRequest, key: UUID, form: BodyForm, papers: list[PaperForm]) -> bool:
    actor, at = actor_of(request), now()
    if kept(form, lambda: applying.keep_body(actor, key, form.body, at=at)) is None:
        return False
    if not _keep_papers(request, key, papers):
        return False
    return kept(form, lambda: applying.submit_application(actor, key, at=at)) is not None
