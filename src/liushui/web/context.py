"""What every page's shell needs."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from liushui.parties.access import Right
from liushui.parties.actors import Actor

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
# As the addresses of the console ask for; the gate refuses whoever comes all the same.
_SPENDING = (
    Right.MONEY_DRAFT,
    Right.MONEY_APPROVE,
    Right.MONEY_PAY,
    Right.USE_REPORT,
    Right.AUDIT_READ,
)


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page: who looks, in which language and light, and from which room."""

    language: str
    theme: str
    is_signed_in: bool
    has_post: bool
    may_edit: bool
    may_spend: bool
    may_help: bool
    may_collect: bool
    in_console: bool
    is_demo: bool
    address: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """``shell`` for ``web/base.html``; it also serves requests that were refused early."""
    actor: Actor = getattr(request, "actor", None) or Actor.stranger()
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "shell": Shell(
            language="en" if (get_language() or "").startswith("en") else "zh-Hans",
            theme=theme if theme in THEMES else "",
            is_signed_in=actor.person_id is not None,
            has_post=bool(actor.posts),
            may_edit=actor.holds_any([Right.PROJECT_EDIT]),
            may_spend=actor.holds_any(_SPENDING),
            may_help=actor.holds_any([Right.CASE_EDIT]),
            may_collect=actor.holds_any([Right.GIFT_READ, Right.MONEY_APPROVE]),
            in_console=request.path.startswith("/console/"),
            is_demo=settings.DEMO,
            address=_address_without_language(request),
        ),
    }


def _address_without_language(request: HttpRequest) -> str:
    """Where a choice of language returns to: ``?lang=`` would overrule the choice."""
    query = request.GET.copy()
    query.pop("lang", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
