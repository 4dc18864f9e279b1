"""The simulated houses for tests: threads that listen, and a browser that walks to them."""

import re
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
from django.test import Client

from liushui.config.simulators.houses import Desk, houses_file, server_for


@contextmanager
def open_desk() -> Iterator[tuple[Desk, str]]:
    """The houses listening, and their address."""
    desk = Desk()
    server = server_for(desk, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield desk, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def houses_at(address: str) -> list[dict[str, str]]:
    """What an operator's file would say of them."""
    named: list[dict[str, str]] = tomllib.loads(houses_file(address))["house"]
    return named


def leave(client: Client, house: str, *, next_path: str = "", **headers: str) -> str:
    """Press the house's button; the address to which the page leads."""
    answer = client.post(f"/sign-in/houses/{house}/", {"next": next_path}, headers=headers)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return str(answer["Refresh"].removeprefix("0;url="))


def choose(address: str, **choice: str) -> str:
    """Choose a person over there; the way back, as a path of ours."""
    page = httpx.get(address, trust_env=False)
    assert page.status_code == 200, page.text
    answer = httpx.post(
        address,
        content=urlencode(choice),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        trust_env=False,
    )
    assert answer.status_code == 302, answer.text
    return re.sub(r"^http://testserver", "", answer.headers["location"])


def come_back(client: Client, house: str, person: str = "lin", **headers: str) -> Any:
    """Go there, be that person, and come back."""
    back = choose(leave(client, house, **headers), person=person)
    return client.get(back, headers=headers)
