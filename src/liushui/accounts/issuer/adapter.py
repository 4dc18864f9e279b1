"""Where allauth asks us: who the issuer is, how a person is called there, what is told."""

from typing import Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import PrivateKey
from django.conf import settings

from liushui.accounts.issuer.keys import signing_key


class IssuerAdapter(DefaultOIDCAdapter):
    """Pairwise subjects, a signing key in the home, claims only by scope and recorded consent."""

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
