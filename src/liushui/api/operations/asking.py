"""Who asks, from where, and for which organisation."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from liushui.base.network import asker_network
from liushui.onboarding.services.parts import require_on
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


def network_of(request: HttpRequest) -> str:
    """The asker's network, seen through the operator's own proxies."""
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )


def require_part(request: HttpRequest, part: str) -> None:
    """Demand that the token's organisation uses the part. Raises ``PartSwitchedOff``."""
    for organisation_id in {post.organisation_id for post in actor_of(request).posts}:
        require_on(organisation_id, part)
