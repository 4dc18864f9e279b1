"""What a site may ask for, and nothing else."""

from collections.abc import Collection, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPENID, PROFILE, PHONE = "openid", "profile", "phone"
# In the order in which pages show them.
SCOPES: dict[str, str | Promise] = {
    OPENID: _("a number that only this site gets for you"),
    PROFILE: _("your name"),
    PHONE: _("your mobile number"),
}


def told_by(scopes: Collection[str]) -> Sequence[str]:
    """What a site is told with these scopes, in the active language."""
    return [str(told) for scope, told in SCOPES.items() if scope in scopes]
