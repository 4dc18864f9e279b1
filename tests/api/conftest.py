"""Which operations a test was answered at: what it says of itself by ``answered`` is held to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from liushui.api.register import operation_at


@pytest.fixture(autouse=True)
def _answered_as_it_says(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Note each operation that a client of this test was answered at with 2xx."""
    answered: set[str] = set()
    send = Client.request

    def noted(self: Client, **call: Any) -> Any:
        answer = send(self, **call)
        if answer.status_code // 100 == 2:
            answered.update(_operation(call["PATH_INFO"], call["REQUEST_METHOD"]))
        return answer

    monkeypatch.setattr(Client, "request", noted)
    yield
    lacking = getattr(request.function, "answered", frozenset()) - answered
    assert not lacking, f"said to be answered, and was not: {sorted(lacking)}"


def _operation(path: str, method: str) -> list[str]:
    try:
        found = operation_at(resolve(path).route).get(method)
    except Resolver404:
        return []
    return [found.name] if found else []
