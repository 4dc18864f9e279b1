"""Programs that call: a token for a post, and calls with it."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client
from django.utils.timezone import now

from liushui.api.services import NewToken, TokenPlan, make_token
from liushui.parties.access import Right
from liushui.parties.actors import Actor

ROOT = "/api/v1/"
_keys = count(1)


def token_of(actor: Actor, *rights: Right, days: int = 30) -> NewToken:
    """A token for the actor's only post, with these of its rights or all."""
    post = actor.posts[0]
    carried = frozenset(rights) or post.rights
    return make_token(actor, TokenPlan(post.post_id, carried, days, "账务程序"), at=now())


def new_key() -> str:
    return f"key-{next(_keys):08d}"


@dataclass
class Program:
    """A caller. Without a secret it is a stranger."""

    secret: str = ""
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(ROOT + path, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        named = {"idempotency-key": new_key() if key is None else key, **headers}
        return self.client.post(
            ROOT + path,
            data=body if body is not None else {},
            content_type="application/json",
            headers=self._headers(named),
        )

    def send(self, path: str, form: Any, *, key: str | None = None) -> Any:
        """A form with files."""
        named = {"idempotency-key": new_key() if key is None else key}
        return self.client.post(ROOT + path, data=form, headers=self._headers(named))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        own = {"accept-language": self.language}
        if self.secret:
            own["authorization"] = f"Bearer {self.secret}"
        return own | {name: value for name, value in more.items() if value}


def program_of(actor: Actor, *rights: Right) -> Program:
    return Program(token_of(actor, *rights).secret)
