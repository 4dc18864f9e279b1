"""Where a reader can go: the links of the public pages, of one's own pages and of the console.

A link is shown to whom the role table lets through its address; an address that this installation
does not have shows no link. The table is kept above this module, which registers it at start-up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liushui.base.access import Access
from liushui.parties.actors import Actor

_tables: list[Callable[[], Mapping[str, Access]]] = []


def judge_by(table: Callable[[], Mapping[str, Access]]) -> None:
    """Let this table say who sees which link."""
    _tables.append(table)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that a menu names. ``address`` is the name of its URL."""

    label: str | Promise
    address: str
    icon: str
    is_alone: bool = False
    """Whether pages below its address belong elsewhere: the first page of a room of many."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one reader finds it on one page. ``count`` is what waits there, 0 for nothing."""

    label: str | Promise
    href: str
    icon: str
    is_here: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading of a side menu; ``name`` marks it for style and tests."""

    name: str
    label: str | Promise
    links: Sequence[Link]


PUBLIC = (
    Place(_("Projects"), "projects:list", "list"),
    Place(_("Giving together"), "teams:list", "users"),
    Place(_("Organisations"), "parties:organisations", "building"),
)
INBOX = "messaging:inbox"
OWN = (
    Place(_("My account"), "donors:home", "user", is_alone=True),
    Place(_("My giving"), "giving:mine", "receipt"),
    Place(_("My regular gifts"), "recurring:mine", "refresh"),
    Place(_("My teams"), "teams:mine", "users"),
    Place(_("Ask for help"), "appeals:ask", "user"),
    Place(_("Messages"), INBOX, "inbox"),
    Place(_("My own data"), "privacy:data", "file-text"),
    Place(_("What I agreed to"), "privacy:consents", "check"),
    Place(_("Children in my care"), "privacy:children", "users"),
    Place(_("Sign-in and security"), "accounts:security", "lock"),
    Place(_("Programs that sign in with us"), "accounts:sites", "key"),
    Place(_("Programs that act for me"), "api:tokens", "key"),
)
CONSOLE: Sequence[tuple[str, str | Promise, Sequence[Place]]] = (
    ("now", "", (Place(_("Waiting for me"), "web:console", "clock", is_alone=True),)),
    (
        "money",
        _("Money"),
        (
            Place(_("Payments in"), "giving:payments", "arrow-down"),
            Place(_("Gifts"), "giving:gifts", "receipt"),
            Place(_("Donors' papers"), "papers:console", "file-text"),
            Place(_("Gifts that go back"), "giving:refunds", "refresh"),
            Place(_("Regular gifts"), "recurring:console", "refresh"),
            Place(_("Lists from other channels"), "giving:lists", "inbox"),
            Place(_("Counter"), "reconciling:counter", "inbox"),
            Place(_("Claims to imported gifts"), "giving:claims", "receipt"),
            Place(_("Money out"), "disbursing:desk", "arrow-right"),
            Place(_("Agreements"), "disbursing:agreements", "file-text"),
            Place(_("Uses"), "disbursing:uses", "circle-check"),
            Place(_("Accounts"), "reconciling:accounts", "shield-check"),
            Place(_("Books"), "books:funds", "book"),
        ),
    ),
    (
        "work",
        pgettext_lazy("what a charity does", "Work"),
        (
            Place(_("Projects"), "projects:console-list", "list"),
            Place(_("Complaints"), "projects:complaints", "alert-circle"),
            Place(_("Cases"), "cases:console-list", "user"),
            Place(_("Personal appeals"), "appeals:console", "user"),
            Place(_("Pieces, acts, streams"), "items:console", "photo"),
            Place(_("Teams"), "teams:console-teams", "users"),
        ),
    ),
    (
        "house",
        pgettext_lazy("the organisation itself", "House"),
        (
            Place(_("People and posts"), "parties:people", "users"),
            Place(_("Our organisation"), "parties:bodies", "building"),
            Place(_("Duties of the law"), "compliance:duties", "shield-check"),
            Place(_("Subordinates' reports"), "insight:subordinates", "share"),
            Place(_("Requests about own data"), "privacy:requests", "shield-check"),
            Place(_("Organisations that come in"), "onboarding:joining", "building"),
            Place(_("Firms that asked"), "teams:firm-requests", "building"),
            Place(_("Records"), "desk:records", "history"),
            Place(_("Long work"), "desk:work-list", "refresh"),
            Place(_("Settings"), "installation:settings", "settings"),
        ),
    ),
)


def public_links(actor: Actor, path: str) -> Sequence[Link]:
    """The destinations of every public page."""
    return _links(PUBLIC, actor, path)


def own_links(actor: Actor, path: str, counts: Mapping[str, int]) -> Sequence[Link]:
    """The pages about the reader; none for a stranger. ``counts`` by the name of the address."""
    return _links(OWN, actor, path, counts) if actor.person_id is not None else []


def console_groups(actor: Actor, path: str) -> Sequence[Group]:
    """The rooms of the console that the actor's posts open, by kind; empty groups are left out."""
    found = [Group(name, label, _links(places, actor, path)) for name, label, places in CONSOLE]
    return [group for group in found if group.links]


def is_open(address: str, actor: Actor) -> bool:
    """Whether the gate lets the actor through: as it asks itself. Unknown addresses are closed."""
    access = next((table[address] for table in _asked() if address in table), None)
    if access is None or (access.demo_only and not settings.DEMO):
        return False
    if access.signed_in and actor.person_id is None:
        return False
    return not access.rights or actor.holds_any(access.rights)


def _asked() -> list[Mapping[str, Access]]:
    return [table() for table in _tables]


def _links(
    places: Sequence[Place], actor: Actor, path: str, counts: Mapping[str, int] | None = None
) -> Sequence[Link]:
    seen = [(place, href) for place in places if (href := _href(place, actor))]
    mine = [href for place, href in seen if _holds(place, href, path)]
    here = max(mine, key=len, default="")
    return [
        Link(place.label, href, place.icon, href == here, (counts or {}).get(place.address, 0))
        for place, href in seen
    ]


def _holds(place: Place, href: str, path: str) -> bool:
    return path == href if place.is_alone else path.startswith(href)


def _href(place: Place, actor: Actor) -> str:
    """Its address, or "" where there is none for this actor."""
    if not is_open(place.address, actor):
        return ""
    return _address(place.address)


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # it wants a key: not a page to begin with
        return ""
