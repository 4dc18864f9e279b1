"""A link that opens one regular gift without signing in: to see what is next and to end it.

It names no person, and whoever holds it can read the amount and the project and end the gift,
nothing else. It lives as long as the installation's key.
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from liushui.recurring.models import Mandate

_signer = Signer(salt="recurring.link", sep=".")


def token_of(mandate: Mandate) -> str:
    """The signed word for this mandate."""
    return _signer.sign(mandate.code)


def code_in(token: str) -> str:
    """The code that a token was made for; "" for a forged one."""
    try:
        return _signer.unsign(token)
    except BadSignature:
        return ""


def page_of(mandate: Mandate) -> str:
    """The path of the page that needs no sign-in."""
    return reverse("recurring:open", args=[token_of(mandate)])
