"""What the pages of this module share."""

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from liushui.documents.services import bytes_of
from liushui.kernel.clock import month_named
from liushui.kernel.errors import NotFound

if TYPE_CHECKING:
    from liushui.documents.models import Document
    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]
LANGUAGES = ("zh", "en")


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def month_in(text: str) -> date:
    """``2026-07`` as the first of the month. Raises ``NotFound`` for what is none."""
    found = month_named(text)
    if found is None:
        raise NotFound
    return found


def half_in(text: str) -> date:
    """``2026-01-01`` or ``2026-07-01``. Raises ``NotFound`` for what begins no half year."""
    try:
        half = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if (half.month, half.day) not in {(1, 1), (7, 1)} or half.isoformat() != text:
        raise NotFound
    return half


def pdf_answer(document: "Document | None", name: str) -> HttpResponse:
    """A paper as a file of its own. Raises ``NotFound`` where there is none."""
    if document is None:
        raise NotFound
    answer = HttpResponse(bytes_of(document, at=now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
