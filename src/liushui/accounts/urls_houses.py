"""The addresses of other houses and of our own provider; ``urls`` joins them."""

from collections.abc import Mapping

from django.urls import path

from liushui.accounts.views import houses, issuer, sites
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

patterns = [
    path("sign-in/houses/join/", houses.join, name="house-join"),
    path("sign-in/houses/<slug:key>/", houses.start, name="house-start"),
    path("sign-in/houses/<slug:key>/back/", houses.back, name="house-back"),
    path("me/security/houses/<slug:key>/part/", houses.disconnect, name="house-disconnect"),
    path("me/security/sites/<slug:client_id>/leave/", sites.leave_site, name="site-leave"),
    path("console/sites/", sites.sites, name="sites"),
    path("console/sites/new/", sites.new_site, name="site-new"),
    path("console/sites/<slug:client_id>/", sites.site, name="site"),
    path("console/sites/<slug:client_id>/close/", sites.close, name="site-close"),
    path(".well-known/openid-configuration", issuer.configuration, name="oidc-configuration"),
    path(".well-known/jwks.json", issuer.jwks, name="oidc-jwks"),
    path("oidc/authorize", issuer.authorize, name="oidc-authorize"),
    path("oidc/token", issuer.token, name="oidc-token"),
    path("oidc/userinfo", issuer.userinfo, name="oidc-userinfo"),
    path("oidc/revoke", issuer.revoke, name="oidc-revoke"),
]
_KEEPERS = holders_of(Right.BODY_EDIT, Right.INSTALLATION_MANAGE)
ROLES: Mapping[str, Access] = {
    "house-join": PUBLIC,
    "house-start": PUBLIC,
    "house-back": PUBLIC,
    "house-disconnect": SIGNED_IN,
    "site-leave": SIGNED_IN,
    "sites": _KEEPERS,
    "site-new": _KEEPERS,
    "site": _KEEPERS,
    "site-close": _KEEPERS,
    "oidc-configuration": PUBLIC,
    "oidc-jwks": PUBLIC,
    "oidc-authorize": PUBLIC,
    "oidc-token": PUBLIC,
    "oidc-userinfo": PUBLIC,
    "oidc-revoke": PUBLIC,
}
