"""What the pages of this module share."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.kernel.clock import month_of
from liushui.kernel.errors import NotFound
from liushui.parties.queries.own import organisations_by_id
from liushui.projects.queries import projects_held_by
from liushui.projects.states import ProjectState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]
_MONTH_LONG = 7


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def month_in(request: HttpRequest, at: "datetime") -> date:
    """The month that the address asks for; this one where it asks for none."""
    text = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == _MONTH_LONG else month_of(at)
    except ValueError:
        return month_of(at)


def day_in(text: str) -> date:
    """A day in an address. Raises ``NotFound``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


def instant_in(text: str) -> datetime:
    """The instant that a page said; the first of all where it said none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def body_options(organisation_ids: "Iterable[int]") -> list[tuple[int, str]]:
    """Organisations to choose from."""
    bodies = organisations_by_id(organisation_ids)
    return [(body.pk, in_reader_language(body.name, body.name_en)) for body in bodies]


def project_options(organisation_id: int) -> list[tuple[str, str]]:
    """The projects of an organisation that take gifts."""
    held = projects_held_by([organisation_id])
    return [
        (one.number, f"{in_reader_language(one.title, one.title_en)} · {one.number}")
        for one in held
        if one.state == ProjectState.OPEN
    ] or [("", _("none"))]
