"""How a program comes in: by a token, never by a session; and how each call is answered."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now

from liushui.api import errors
from liushui.api.problems import ROOT, is_problem, problem_of
from liushui.api.queries import actor_of_token, token_by_secret
from liushui.api.register import operation_at
from liushui.api.rooms import Operation
from liushui.api.services import count_call
from liushui.base.refusals import record_refusal
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.access import SIGNED_IN
from liushui.parties.actors import Actor

_BEARER = "Bearer "
_LONGEST = 200
_BY_STATUS: dict[int, type[DomainError]] = {
    405: errors.MethodUnknown,
    500: errors.Fallen,
    503: errors.Unavailable,
}
_BAD = 400
LEFT = "RateLimit-Remaining"


def came_by_token(request: HttpRequest) -> bool:
    """Whether a program acts here. Its token was made with a fresh proof (decision 0078)."""
    return getattr(request, "token", None) is not None


class TokenMiddleware:
    """Below ``/api/v1/`` the actor is the token's, or a stranger; each refusal is a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.actor, request.token = Actor.stranger(), None  # type: ignore[attr-defined]
        return _closed(request, _as_problem(request, self.get_response(request)))

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Let the token in, name the operation for the role table, and ask whom it lets in.

        Here and not around the view: what falls here is answered as a problem too.
        """
        match = request.resolver_match
        if match is None or not request.path_info.startswith(ROOT):
            return None
        try:
            request.calls_left = _come_in(request)  # type: ignore[attr-defined]
            methods = operation_at(match.route)
            operation = methods.get(request.method or "")
            if operation is not None:
                match.url_name, match.view_name = operation.name, f"api:{operation.name}"
                _require_entry(request, operation)
        except DomainError as error:
            return _refuse(request, error)
        return HttpResponseNotAllowed(sorted(methods)) if methods and not operation else None


def _require_entry(request: HttpRequest, operation: Operation) -> None:
    """Ask the role table. Raises ``TokenMissing``, ``NotAllowed``.

    What asks for no right is a person's own: a token of a post does not open it (decision 0085).
    What asks for one does not open to a person's own token, which carries none. Raises
    ``OwnTokenNeeded``, ``PostTokenNeeded``.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if operation.access.signed_in and actor.person_id is None:
        raise errors.TokenMissing
    is_own = actor.person_id is not None and request.token.post_id is None  # type: ignore[attr-defined]
    if operation.access == SIGNED_IN and not is_own:
        raise errors.OwnTokenNeeded
    if operation.access.rights and not actor.holds_any(operation.access.rights):
        raise errors.PostTokenNeeded if is_own else NotAllowed


def _come_in(request: HttpRequest) -> int | None:
    """Let the header's token in. How many calls it has left; ``None`` for a stranger."""
    said = request.headers.get("Authorization", "")
    if not said:
        return None
    if not said.startswith(_BEARER) or len(said) > _LONGEST or not said.isascii():
        raise errors.TokenUnknown
    at = now()
    token = token_by_secret(said.removeprefix(_BEARER).strip(), at)
    left = count_call(token, at=at, most=settings.API_CALLS_A_MINUTE)
    request.actor = actor_of_token(token, day_of(at))  # type: ignore[attr-defined]
    request.token = token  # type: ignore[attr-defined]
    return left


def _refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    record_refusal(error)
    response = problem_of(request, error)
    if isinstance(error, errors.TooManyCalls):
        response["Retry-After"] = str(error.facts["seconds"])
    return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What Django itself refused, in the form that programs read."""
    if response.status_code < _BAD or is_problem(response):
        return response
    kind = _BY_STATUS.get(response.status_code, errors.CallRefused)
    answer = problem_of(request, kind(), response.status_code)
    for header in ("Allow", "Retry-After"):
        if header in response:
            answer[header] = response[header]
    return answer


def _closed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """No cache keeps what a token was shown; what is public is told apart by the header."""
    patch_vary_headers(response, ["Authorization"])
    left = getattr(request, "calls_left", None)
    if left is not None:
        response[LEFT] = str(left)
    if request.headers.get("Authorization"):
        response["Cache-Control"] = "no-store"
    if response.status_code == 401:  # noqa: PLR2004 - RFC 9110 asks for this header
        response["WWW-Authenticate"] = 'Bearer realm="liushui"'
    return response
