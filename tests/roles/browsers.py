"""The browsers and programs of the walk: each role's own, signed in once and used for many rows."""

from collections.abc import Mapping
from copy import deepcopy
from time import monotonic
from typing import Any

from django.test import Client

from tests.accounts.builders import signed_in_client
from tests.roles.calls import Caller

# Less than the quarter of an hour for which a session's proof is fresh.
USED_FOR_SECONDS = 300
# What is asked for: a refusal comes as a page or, in less time, as data.
PAGES, DATA = "text/html", "application/json"


class Browsers:
    """By role, as it was signed in: what a row does to its cookies is forgotten."""

    def __init__(self, accounts: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
        self.accounts = accounts
        self.programs = {role: Caller(secret) for role, secret in secrets.items()}
        self._since = monotonic()
        self._signed_in = {role: self._fresh(role) for role in accounts}
        self._cookies = {role: one.cookies for role, one in self._signed_in.items()}

    def of(self, role: str, reads: str = PAGES) -> Client:
        """The one that was signed in with the world; on a slow machine a fresh one."""
        if monotonic() - self._since > USED_FOR_SECONDS:
            client = self._fresh(role)
        else:
            client = self._signed_in[role]
            client.cookies = deepcopy(self._cookies[role])
        client.defaults["HTTP_ACCEPT"] = reads
        return client

    def _fresh(self, role: str) -> Client:
        account = self.accounts[role]
        return Client() if account is None else signed_in_client(account)
