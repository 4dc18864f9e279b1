"""The gate: an address that the role table does not name is closed to everyone."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import now

from liushui.accounts.policies import needs_second_factor
from liushui.accounts.proven import proven_in
from liushui.accounts.views.entering import ask_second_factor
from liushui.api.entering import came_by_token
from liushui.base.network import is_from_outside
from liushui.base.refusals import record_refusal, refusal_response
from liushui.config.role_table import role_table
from liushui.desk.tables import tables
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.access import Access, Right, holders_of

_OPERATOR = holders_of(Right.INSTALLATION_MANAGE)


class RoleTableMiddleware:
    """Asks the role table before any view runs; what lies behind is the policies' question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # it may show whose page it is
            _keep_from_others(response)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        access = role_table().get(match.view_name) if match else None
        access = access or _last_resort(request)
        if access is None or (access.demo_only and not settings.DEMO):
            return _refuse(request, NotFound())
        if match and any("\0" in str(part) for part in match.kwargs.values()):  # no text holds it
            return _refuse(request, NotFound())
        actor = request.actor  # type: ignore[attr-defined]
        if access.signed_in and actor.person_id is None:
            return redirect_to_login(request.get_full_path())
        if access.rights and not actor.holds_any(access.rights):
            return _refuse(request, NotAllowed())
        is_strong = needs_second_factor(actor, access.rights | _rights_of_list(match))
        if is_strong and not _is_proven(request):
            return ask_second_factor(request)
        return None


def _is_proven(request: HttpRequest) -> bool:
    """A session by its second factor; a token was made with one (decision 0078)."""
    return came_by_token(request) or proven_in(request.session).has_second(now())


def _rights_of_list(match: ResolverMatch | None) -> frozenset[str]:
    """The rights of the list that is exported or acted on: its own address asks for them too."""
    if match is None or match.namespace != "desk":
        return frozenset()
    name = match.kwargs.get("name")
    return frozenset().union(*(one.access.rights for one in tables() if one.name == name))


def _last_resort(request: HttpRequest) -> Access | None:
    """Django's admin (config/last_resort.py), where it was asked for: on this machine itself."""
    match = request.resolver_match
    if not settings.LAST_RESORT or match is None or "admin" not in match.app_names:
        return None
    return None if is_from_outside(request.META) else _OPERATOR


def _keep_from_others(response: HttpResponse) -> None:
    """No cache and no 'back' after signing out shows it, unless its view said otherwise."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)


def _refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    record_refusal(error)
    return refusal_response(request, error)
