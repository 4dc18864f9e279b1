"""What every page's shell needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liushui.messaging.queries import unread_count
from liushui.parties.actors import Actor
from liushui.parties.queries.posts import organisations_to_act_in
from liushui.web import navigation
from liushui.web.navigation import Group, Link

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
OWN_PAGES = ("/me/",)


@dataclass(frozen=True)
class Shell:
    """The frame of a page: who looks, in which language and light, and from which room.

    Menus are worked out when a template first asks for them, so that pages without pay nothing.
    """

    language: str
    theme: str
    is_signed_in: bool
    has_post: bool
    in_console: bool
    is_demo: bool
    address: str
    path: str
    actor: Actor

    @cached_property
    def links(self) -> Sequence[Link]:
        """The destinations of the public pages."""
        return navigation.public_links(self.actor, self.path)

    @cached_property
    def own(self) -> Sequence[Link]:
        """The pages about the reader."""
        return navigation.own_links(self.actor, self.path, {navigation.INBOX: self.unread})

    @cached_property
    def unread(self) -> int:
        """How many messages are new to the reader."""
        return unread_count(self.actor)

    @cached_property
    def bodies(self) -> Sequence["Organisation"]:
        """The organisations between which the reader can choose; none where there is no choice."""
        served = {post.organisation_id for post in self.actor.posts} | self.actor.elsewhere
        return organisations_to_act_in(self.actor) if len(served) > 1 else []

    @cached_property
    def room(self) -> str:
        """The list that this page belongs to: a single thing may not be there for another body."""
        links = [link for group in self.side for link in group.links]
        return next((link.href for link in links if link.is_here), "/console/")

    @cached_property
    def side(self) -> Sequence[Group]:
        """The side menu: of the console, or of one's own pages; none anywhere else."""
        if self.in_console:
            return navigation.console_groups(self.actor, self.path)
        if self.is_signed_in and self.path.startswith(OWN_PAGES):
            return [Group("own", _("My pages"), self.own)]
        return []


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
            in_console=request.path.startswith("/console/") and bool(actor.posts),
            is_demo=settings.DEMO,
            address=_address_without_language(request),
            path=request.path,
            actor=actor,
        ),
    }


def _address_without_language(request: HttpRequest) -> str:
    """Where a choice of language returns to: ``?lang=`` would overrule the choice."""
    query = request.GET.copy()
    query.pop("lang", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
