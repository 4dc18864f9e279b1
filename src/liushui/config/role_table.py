"""The role table: every address of the site and who may come to it, gathered from the modules."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from liushui.parties.access import PUBLIC, Access

MODULES = (
    "web", "places", "parties", "installation", "transparency", "messaging", "desk", "accounts",
    "onboarding", "privacy", "payments", "projects", "giving", "cases", "disbursing", "recurring",
    "reconciling", "teams", "items", "appeals", "papers", "insight", "books", "donors",
    "compliance", "api",
)  # fmt: skip
# The three answer machines; /metrics looks at the caller itself.
OWN: Mapping[str, Access] = {
    "config:healthz": PUBLIC,
    "config:readyz": PUBLIC,
    "config:metrics": PUBLIC,
}


@cache
def role_table() -> Mapping[str, Access]:
    """``{"giving:give": Access(...), ...}`` for every named address."""
    table: dict[str, Access] = dict(OWN)
    for name in MODULES:
        urls = import_module(f"liushui.{name}.urls")
        table |= {f"{urls.app_name}:{url}": access for url, access in urls.ROLES.items()}
    return table
