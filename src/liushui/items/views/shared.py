"""What the pages of this module share."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from liushui.base.forms import in_reader_language
from liushui.projects.queries import projects_in_console

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]
_CHOICES = 200


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def own_projects(actor: "Actor") -> list[tuple[str, str]]:
    """The projects that the actor edits, as choices, newest first."""
    found = projects_in_console(actor).order_by("-pk")[:_CHOICES]
    return [
        (one.number, f"{in_reader_language(one.title, one.title_en)} · {one.number}")
        for one in found
    ]
