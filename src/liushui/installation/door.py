"""How the person in charge comes in when the first set-up ends: by the door of ``accounts``."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest

if TYPE_CHECKING:
    from liushui.parties.models import Account


class Door(Protocol):
    """Signs an account in. The accounts module registers one at start-up."""

    def __call__(self, request: HttpRequest, account: "Account", *, at: datetime) -> str:
        """Sign in whoever has a hand on the machine; the path where they should go next."""


_doors: list[Door] = []


def use_door(door: Door) -> None:
    """Have the first entrance go through this door."""
    _doors[:] = [door]


def enter_first(request: HttpRequest, account: "Account", *, at: datetime) -> str:
    """Sign the person in charge in; where they go next."""
    (door,) = _doors
    return door(request, account, at=at)
