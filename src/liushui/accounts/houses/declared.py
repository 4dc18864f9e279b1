"""The houses that the operator named in a file (docs/operate/houses.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language, gettext

from liushui.kernel.errors import NotFound, gettext_noop

WECHAT, DINGTALK, OPENID = "wechat", "dingtalk", "openid"
NAMES = {WECHAT: gettext_noop("WeChat"), DINGTALK: gettext_noop("DingTalk")}
_KEY = re.compile(r"[a-z][a-z0-9-]{1,30}")


class HouseUnknown(NotFound):
    """The installation knows no such house."""


@dataclass(frozen=True, slots=True)
class House:
    """One house: what we are called there, and where it is. ``key`` stands in our addresses.

    ``login`` and ``api`` are the hosts of WeChat and DingTalk, ``issuer`` that of OpenID Connect.
    WeChat has a second application for the browser inside it.
    """

    key: str
    kind: str
    client_id: str
    secret: str
    login: str = ""
    api: str = ""
    issuer: str = ""
    inside_client_id: str = ""
    inside_secret: str = ""
    name_zh: str = ""
    name_en: str = ""

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or self.kind not in {WECHAT, DINGTALK, OPENID}:
            raise ImproperlyConfigured(f"no house can be called {self.key!r} of {self.kind!r}")
        if not (self.client_id and self.secret):
            raise ImproperlyConfigured(f"house {self.key}: client_id or secret is missing")
        if self.kind == OPENID and not (self.issuer and self.name_zh):
            raise ImproperlyConfigured(f"house {self.key}: issuer or name_zh is missing")

    @property
    def name(self) -> str:
        """How the reader's language calls it."""
        if self.kind in NAMES:
            return gettext(NAMES[self.kind])
        is_english = (get_language() or "").startswith("en")
        return (self.name_en or self.name_zh) if is_english else self.name_zh


def houses() -> tuple[House, ...]:
    """All houses, in the order of the operator's file."""
    return tuple(_house(facts) for facts in settings.HOUSES)


def house_named(key: str) -> House:
    """One of them. Raises ``HouseUnknown``."""
    for house in houses():
        if house.key == key:
            return house
    raise HouseUnknown


def _house(facts: Mapping[str, Any]) -> House:
    try:
        return House(**{name: str(fact) for name, fact in facts.items()})
    except TypeError as error:
        raise ImproperlyConfigured(f"a house has a word that is not known: {error}") from None
