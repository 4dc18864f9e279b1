"""Where allauth asks us: who the issuer is, how a person is called there, what is told."""

import secrets
from collections.abc import Iterable
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from django.conf import settings

from liushui.accounts.issuer.keys import signing_key
from liushui.accounts.queries.sites import account_of_subject, subject_of
from liushui.accounts.services.telling import told_claims


class IssuerAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Pairwise subjects, a signing key in the home, claims only by scope and recorded consent."""

    def generate_client_secret(self) -> str:
        return secrets.token_urlsafe(32)

    def get_issuer(self) -> str:
        """From the settings, never from a request's host header."""
        return str(settings.ORIGIN).rstrip("/")

    def list_private_keys(
        self,
        *,
        did_activate: Literal[True] | None = None,
        is_active: Literal[True] | None = None,
    ) -> list[PrivateKey]:
        del did_activate, is_active
        return [PrivateKey(pem=signing_key())]

    def get_user_sub(self, client: Client, user: Any) -> str:
        """What the site calls the person; "" for a stranger."""
        return subject_of(client.pk, user) if user.is_authenticated else ""

    def get_user_by_sub(self, client: Client, sub: str) -> Any | None:
        return account_of_subject(client.pk, sub)

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: Any,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Name and phone are told when they are asked for with a token, never in an identity."""
        del email
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if purpose == "userinfo":
            claims |= told_claims(client.pk, user.person_id, frozenset(scopes))
        return claims
