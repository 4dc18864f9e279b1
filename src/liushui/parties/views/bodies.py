"""The console's pages of one body: its face, and the certificates that it hands in."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.parties import policies, queries
from liushui.parties.access import Right
from liushui.parties.body_forms import REFUSED_FIELDS, CertificateForm, LineForm, ProfileForm
from liushui.parties.rooms import rooms_of
from liushui.parties.services import (
    check_certificate,
    enter_certificate,
    present_organisation,
    set_logo,
)

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.parties.models import Organisation

LINES = 3


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies whose face the actor looks after."""
    facts = {"bodies": queries.bodies_to_present(_actor(request))}
    return render(request, "parties/bodies.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, code: str) -> HttpResponse:
    """The body's profile, logo and contacts, and its certificates with what waits to be checked."""
    found = queries.body_for(_actor(request), code)
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        policies.require_present(_actor(request), found.pk)
    form = ProfileForm(posted, request.FILES or None, initial=_initial(found))
    standing = queries.contact_lines_of(found)
    rows = [
        LineForm(posted, prefix=f"line{n}", initial=vars(standing[n]) if n < len(standing) else {})
        for n in range(LINES)
    ]
    if posted is not None and form.is_valid() and all(row.is_valid() for row in rows):
        try:
            _save(request, code, form, rows)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Saved. The public page shows it now."))
            return redirect("parties:body", code)
    facts = {
        "body": found,
        "form": form,
        "lines": rows,
        "may_edit": _actor(request).holds(Right.BODY_EDIT, found.pk),
        "certificates": _certificates(found),
        "unchecked": queries.certificates_to_check(found),
        "further": rooms_of(_actor(request), found.pk, found.credit_code),
    }
    wrong = posted is not None and not form.is_choosing
    return render(request, "parties/body.html", facts, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_new(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in a certificate; another person checks it before it counts."""
    found = queries.body_for(_actor(request), code)
    policies.require_present(_actor(request), found.pk)
    form = CertificateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter_certificate(_actor(request), code, form.paper, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Handed in. It counts once another person checked it."))
            return redirect("parties:body", code)
    facts = {"body": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "parties/certificate_form.html", facts, status=status)


@require_POST
def certificate_check(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The second person's word on a certificate."""
    queries.body_for(_actor(request), code)
    agrees = request.POST.get("do") == "agree"
    check_certificate(_actor(request), code, key, agrees=agrees, at=timezone.now())
    said = _("Checked. It counts from now on.") if agrees else _("Taken out again.")
    messages.success(request, said)
    return redirect("parties:body", code)


def _save(request: HttpRequest, code: str, form: ProfileForm, rows: list[LineForm]) -> None:
    at, actor = timezone.now(), _actor(request)
    picture = form.cleaned_data["picture"]
    if picture or form.cleaned_data["without_logo"]:
        set_logo(actor, code, picture.read() if picture else b"", at=at)
    present_organisation(actor, code, form.profile, [row.line for row in rows], at=at)


def _initial(found: "Organisation") -> dict[str, str]:
    names = ("about", "about_en", "website", "contact_phone")
    return {name: getattr(found, name) for name in names} | {"place": found.place_id or ""}


def _certificates(found: "Organisation") -> list[dict[str, object]]:
    """Each with how it stands today."""
    today = day_of(timezone.now())
    return [
        {"certificate": one, "standing": one.standing_on(today)}
        for one in queries.certificates_of(found)
    ]


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
