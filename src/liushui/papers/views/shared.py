"""What the pages of papers share."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from liushui.base.network import asker_network
from liushui.kernel.errors import DomainError

if TYPE_CHECKING:
    from django import forms

    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def network_of(request: HttpRequest) -> str:
    """From which network: counted, and kept as a keyed hash alone."""
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )


def say(form: "forms.Form", field: str | None, error: DomainError) -> None:
    """A refusal beside the field that it is about."""
    remedy = _(error.remedy) % error.facts if error.remedy else ""
    form.add_error(field, " ".join((_(error.message) % error.facts, remedy)).strip())


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper, shown where it is; nothing between may keep it."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def is_past(until: str, now: datetime) -> bool:
    """Whether this moment is over."""
    return datetime.fromisoformat(until) < now
