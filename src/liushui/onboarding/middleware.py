"""Addresses of a part that an organisation switched off answer 404, with words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

from liushui.base.refusals import record_refusal, refusal_response
from liushui.kernel.errors import DomainError
from liushui.onboarding.parts import part_at
from liushui.onboarding.queries.parts import organisations_without
from liushui.onboarding.services.parts import require_on

if TYPE_CHECKING:
    from liushui.parties.actors import Actor


class PartsMiddleware:
    """Asks before a view is called, and answers like any other refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse an address of a part that its organisation does not use."""
        del view, args
        match = request.resolver_match
        part = part_at(match.namespace, match.url_name or "") if match is not None else None
        if part is None or not organisations_without(part.name):
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            organisation_id = part.whose(actor, kwargs)
            if organisation_id is not None:
                require_on(organisation_id, part.name)
        except DomainError as error:
            record_refusal(error)
            return refusal_response(request, error)
        return None
