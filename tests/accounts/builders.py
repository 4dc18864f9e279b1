"""Browsers that are signed in, without the page of signing in."""

from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from liushui.accounts.proven import Way, first_proof, second_proof
from liushui.accounts.views.entering import SEEN


def signed_in_client(account: Any, *, second_factor: bool = True, **options: Any) -> Client:
    """A browser in which this account is signed in by code, and by a code app if so wished."""
    client = Client(**options)
    sign_in(client, account, second_factor=second_factor)
    return client


def sign_in(client: Client, account: Any, *, second_factor: bool = True) -> None:
    """Sign the account in, in a browser that is there already."""
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    first_proof(session, Way.CODE, at=now())
    if second_factor:
        second_proof(session, Way.CODE_APP, at=now())
    session[SEEN] = int(now().timestamp())
    session.save()
