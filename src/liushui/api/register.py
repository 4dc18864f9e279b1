"""All operations: the rooms in their order, django-ninja's part, and the role table's."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from liushui.api.rooms import Operation, Room
from liushui.parties.access import Access

ROOMS = (
    "sign_in",
    "own",
    "joining",
    "organisations",
    "certificates",
    "own_body",
    "exports",
    "federation",
    "projects",
    "plans",
    "consents",
    "closing",
    "complaints",
    "cases",
    "levels",
    "uses",
    "money_out",
    "bank_lists",
    "partner_reports",
    "books",
    "matching",
    "appeals",
    "appeals_checked",
    "appeals_paid",
    "appeals_late",
    "duties",
    "stating",
    "watching",
)


@cache
def rooms() -> Sequence[Room]:
    """Each room of ``operations``, in the order in which a reader meets them."""
    return [import_module(f"liushui.api.operations.{name}").room for name in ROOMS]


def operations() -> Sequence[Operation]:
    """All of them."""
    return [one for room in rooms() for one in room.operations]


def roles() -> Mapping[str, Access]:
    """Who may come to each operation."""
    return {one.name: one.access for one in operations()}


@cache
def _by_route() -> Mapping[str, Mapping[str, Operation]]:
    found: dict[str, dict[str, Operation]] = {}
    for one in operations():
        route = one.path.replace("{uuid:", "<uuidstr:").replace("{", "<").replace("}", ">")
        found.setdefault(f"api/v1/{route}", {})[one.method] = one
    return found


def operation_at(route: str) -> Mapping[str, Operation]:
    """The operations at an address, by method; none for one that is no operation's."""
    return _by_route().get(route, {})
