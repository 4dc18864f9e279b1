"""Programs of the walk: for each role that holds a post a token of it, and calls that show it."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.test import Client

from liushui.api.queries import token_by_secret, tokens_of
from liushui.api.services import TokenPlan, make_own_token, make_token
from liushui.kernel.clock import day_of
from liushui.parties.queries import actor_for

_keys = count(1)
OWN = ("donor", "another-donor")


def secrets_of(accounts: Mapping[str, Any], at: datetime) -> Mapping[str, str]:
    """By role, with all rights of the post that carries the most; "" for who holds none.

    The two donors have a token of their own.
    """
    secrets = {role: _secret(account, at) for role, account in accounts.items()}
    for role in OWN:
        person = actor_for(accounts[role].person_id, day_of(at))
        secrets[role] = make_own_token(person, at=at).secret
    return secrets


def _secret(account: Any, at: datetime) -> str:
    actor = None if account is None else actor_for(account.person_id, day_of(at))
    posts = sorted(actor.posts if actor else (), key=lambda post: len(post.rights))
    if actor is None or not posts:
        return ""
    plan = TokenPlan(posts[-1].post_id, posts[-1].rights, 1, "核")
    return make_token(actor, plan, at=at).secret


def rights_of(secrets: Mapping[str, str], at: datetime) -> Mapping[str, frozenset[str]]:
    """What each role's token carries."""
    return {
        role: frozenset(token_by_secret(secret, at).rights)
        for role, secret in secrets.items()
        if secret
    }


def a_token(account: Any) -> Mapping[str, int]:
    """The newest token of this account's person."""
    return {"token": tokens_of(account.person_id)[0].pk}


class Caller:
    """A client that sends JSON, a key of its own each time, and the token; it keeps no cookie."""

    def __init__(self, secret: str) -> None:
        self._client = Client()
        self._shown = {"authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str) -> Any:
        self._client.cookies.clear()
        return self._client.get(path, headers=self._shown)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        key = {"idempotency-key": f"walk-{next(_keys):08d}"}
        kind = "application/json"
        self._client.cookies.clear()
        return self._client.post(path, dict(body), content_type=kind, headers=self._shown | key)
