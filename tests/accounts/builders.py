"""Browsers that are signed in, without the page of signing in."""

from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from liushui.accounts.proven import Way, first_proof, second_proof


def signed_in_client(account: Any, *, second_factor: bool = True, **options: Any) -> Client:
    """A browser in which this account is signed in by code, and by a code app if so wished."""
    client = Client(**options)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    first_proof(session, Way.CODE, at=now())
    if second_factor:
        second_proof(session, Way.CODE_APP, at=now())
    session.save()
    return client
