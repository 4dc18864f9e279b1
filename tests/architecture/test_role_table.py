"""Every address stands in the role table, and the table names no address that does not exist."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from liushui.config.role_table import role_table


def _names(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", str(pattern.pattern)


def test_every_address_stands_in_the_role_table() -> None:
    table = role_table()
    missing = [
        f"{name} ({route}): say in its module's ROLES who may come there"
        for name, route in _names(get_resolver().url_patterns)
        if name not in table
    ]
    assert not missing, "\n".join(missing)


def test_the_role_table_names_only_addresses_that_exist() -> None:
    existing = {name for name, _ in _names(get_resolver().url_patterns)}
    stale = sorted(set(role_table()) - existing)
    assert not stale, f"take these out of ROLES: {stale}"
