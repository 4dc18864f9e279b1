"""Partners tell acts here, with a key each. No person's browser comes here."""

import json
from datetime import date
from typing import Any, TypeGuard

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import override as in_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liushui.base.refusals import record_refusal
from liushui.items.errors import ActsUnreadable, PartnerUnknown
from liushui.items.queries.acts import partner_by_key
from liushui.items.services import MOST_AT_ONCE, Told, tell_acts
from liushui.kernel.errors import DomainError

_KEY_LIMIT, _WHO_LIMIT = 64, 200
_UNITS_LIMIT = 10**9
_BODY_LIMIT = 512 * 1024


@csrf_exempt  # the key in the header says who it is; no cookie is looked at
@never_cache
@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Count a list of acts; the answer says what became of each. Errors are JSON too."""
    try:
        return JsonResponse(_answer(request))
    except DomainError as error:
        record_refusal(error)
        with in_language("en"):
            said = gettext(error.message) % error.facts
        answer = JsonResponse({"error": error.code, "message": said}, status=error.status)
        if error.status == PartnerUnknown.status:
            answer["WWW-Authenticate"] = "Bearer"
        return answer


def _answer(request: HttpRequest) -> dict[str, Any]:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    partner = partner_by_key(secret.strip()) if scheme.lower() == "bearer" and secret else None
    if partner is None:
        raise PartnerUnknown
    answer = tell_acts(partner, _acts(request), at=now())
    return {
        "acts": [
            {
                "key": act.key,
                "outcome": act.outcome.value,
                "counted": act.counted,
                "minor": act.minor,
            }
            for act in answer.acts
        ],
        "minor": answer.minor,
        "left_minor": answer.left_minor,
    }


def _acts(request: HttpRequest) -> list[Told]:
    if len(request.body) > _BODY_LIMIT:
        raise ActsUnreadable(where="the body is larger than 512 KiB")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ActsUnreadable(where="the body is not JSON") from None
    acts = said.get("acts") if isinstance(said, dict) else None
    if not isinstance(acts, list) or not 1 <= len(acts) <= MOST_AT_ONCE:
        raise ActsUnreadable(where=f"acts is a list of 1 to {MOST_AT_ONCE}")
    return [_told(number, act) for number, act in enumerate(acts)]


def _told(number: int, act: Any) -> Told:
    said = act if isinstance(act, dict) else {}
    key, who = said.get("key"), said.get("who")
    if not _is_text(key, _KEY_LIMIT) or "\0" in key:
        raise ActsUnreadable(where=f"acts[{number}].key is 1 to {_KEY_LIMIT} characters")
    if not _is_text(who, _WHO_LIMIT):
        raise ActsUnreadable(where=f"acts[{number}].who is 1 to {_WHO_LIMIT} characters")
    units = said.get("units")
    if not isinstance(units, int) or isinstance(units, bool) or not 0 < units <= _UNITS_LIMIT:
        raise ActsUnreadable(where=f"acts[{number}].units is a whole number above zero")
    try:
        day = date.fromisoformat(said["day"])
    except (KeyError, TypeError, ValueError):
        raise ActsUnreadable(where=f"acts[{number}].day is a day as 2026-07-18") from None
    return Told(key, who, day, units)


def _is_text(said: object, limit: int) -> TypeGuard[str]:
    """Characters that can be written down: JSON can name halves of one, too."""
    try:
        return isinstance(said, str) and 0 < len(said) <= limit and bool(said.encode())
    except UnicodeEncodeError:
        return False
