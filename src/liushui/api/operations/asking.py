"""Who asks, and for which organisation."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from liushui.parties.actors import Actor
from liushui.parties.queries import organisation_for

if TYPE_CHECKING:
    from liushui.parties.models import Organisation


def actor_of(request: HttpRequest) -> Actor:
    """The token's owner under its post, or a stranger."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def body_named(request: HttpRequest, credit_code: str) -> "Organisation":
    """The organisation with this code. Raises ``NotFound``."""
    return organisation_for(actor_of(request), credit_code)
