"""Who is asking: ``request.actor`` for every view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import now

from liushui.base.reading import noting
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.models import Account
from liushui.parties.queries import actor_for
from liushui.parties.services.recording import record_opened

# Of the session: the number of the organisation that a person of several chose to act for.
ACTING_IN = "acting_in"
_OWN_PAGES = ("/me/", "/sign-in/", "/api/v1/me/")


class ActorMiddleware:
    """Gives each request its actor, looked up when first asked for: posts are those of today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class ReadingMiddleware:
    """Whoever holds a post answers for each sealed field that a page opens for them.

    Pages of one's own are one's own. What a program asks with a token counts as the token's person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_OWN_PAGES):
            return self.get_response(request)
        with noting() as opened:
            response = self.get_response(request)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if opened and actor.posts:
            match = request.resolver_match
            page = match.view_name if match is not None else ""
            record_opened(actor, opened, page=page, at=now())
        return response


def _actor_of(request: HttpRequest) -> Actor:
    """The person of the session's account, else a stranger."""
    account = request.user
    if not isinstance(account, Account):  # Django's AnonymousUser
        return Actor.stranger()
    acting_in = request.session.get(ACTING_IN)
    chosen = acting_in if isinstance(acting_in, int) else None
    return actor_for(account.person_id, day_of(now()), chosen)
