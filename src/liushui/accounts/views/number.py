"""Changing the number: a code to the new one, a word to the old one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from liushui.accounts.forms import CodeForm, NewNumberForm, say
from liushui.accounts.services import change_number, own_phone, send_code_to_new_number
from liushui.accounts.views.entering import actor_of, is_fresh, network_of
from liushui.accounts.views.security import PAGE, confirm_first
from liushui.kernel.errors import DomainError
from liushui.kernel.masks import mask_phone
from liushui.parties.queries import masked_phone_of_code

_PENDING = "number"


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Ask for the new number and send a code to it."""
    if not is_fresh(request, at=now()):
        return confirm_first(request.path)
    if request.method != "POST":
        return _number_page(request, NewNumberForm())
    form = NewNumberForm(request.POST)
    if not form.is_valid():
        return _number_page(request, form, 422)
    try:
        handle = send_code_to_new_number(
            actor_of(request),
            phone=form.cleaned_data["phone"],
            address=network_of(request),
            at=now(),
        )
    except DomainError as error:
        say(form, "phone", error)
        return _number_page(request, form, error.status)
    request.session[_PENDING] = str(handle)
    return redirect("accounts:number-code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def number_code(request: HttpRequest) -> HttpResponse:
    """The code from the new phone; then the account has this number."""
    if _PENDING not in request.session:
        return redirect("accounts:number")
    if not is_fresh(request, at=now()):
        return confirm_first(reverse("accounts:number"))
    handle = UUID(request.session[_PENDING])
    if request.method != "POST":
        return _code_page(request, CodeForm(), handle)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, handle, 422)
    code = form.cleaned_data["code"]
    try:
        change_number(
            actor_of(request),
            handle=handle,
            code=code,
            this_key=request.session.session_key,
            at=now(),
        )
    except DomainError as error:
        say(form, "code", error)
        return _code_page(request, form, handle, error.status)
    del request.session[_PENDING]
    messages.success(
        request,
        _("Your new number is in force. The old one was told, and other browsers were signed out."),
    )
    return redirect(PAGE)


def _number_page(request: HttpRequest, form: NewNumberForm, status: int = 200) -> HttpResponse:
    facts = {"form": form, "phone": mask_phone(own_phone(actor_of(request)))}
    return render(request, "accounts/number.html", facts, status=status)


def _code_page(
    request: HttpRequest, form: CodeForm, handle: UUID, status: int = 200
) -> HttpResponse:
    facts = {"form": form, "phone": masked_phone_of_code(handle)}
    return render(request, "accounts/number_code.html", facts, status=status)
