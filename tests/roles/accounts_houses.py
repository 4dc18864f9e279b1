"""Who is answered what at the doors of other houses and at our own provider."""

from collections.abc import Sequence

from tests.roles.row import ALL, POSTED, Row

# No post of the story looks after a site; the pages themselves are tried in tests/accounts.
KEEPERS = "302:nobody 200:operator,peer,officer,county-officer 403:*"
OWN = "302:*"
HOUSE_ROWS: Sequence[Row] = (
    Row("accounts:house-join", "/sign-in/houses/join/", "302:*"),
    Row("accounts:house-start", "/sign-in/houses/nowhere/", "404:*", POSTED),
    Row("accounts:house-back", "/sign-in/houses/nowhere/back/?state=x&code=y", "404:*"),
    Row("accounts:house-disconnect", "/me/security/houses/nowhere/part/", OWN, POSTED),
    Row("accounts:site-leave", "/me/security/sites/nowhere/leave/", OWN, POSTED),
    Row("accounts:sites", "/console/sites/", KEEPERS),
    Row("accounts:site-new", "/console/sites/new/", KEEPERS),
    Row("accounts:site-new", "/console/sites/new/", KEEPERS.replace("200", "422"), POSTED),
    Row("accounts:site", "/console/sites/nowhere/", KEEPERS.replace("200", "404")),
    Row("accounts:site-close", "/console/sites/nowhere/close/",
        KEEPERS.replace("200", "404"), POSTED),
    Row("accounts:oidc-configuration", "/.well-known/openid-configuration", ALL),
    Row("accounts:oidc-jwks", "/.well-known/jwks.json", ALL),
    Row("accounts:oidc-authorize", "/oidc/authorize?client_id=nobody", "400:*"),
    Row("accounts:oidc-authorize", "/oidc/authorize?client_id=nobody", "400:*", {"allow": "1"}),
    Row("accounts:oidc-token", "/oidc/token", "400:*", {"grant_type": "authorization_code"}),
    Row("accounts:oidc-userinfo", "/oidc/userinfo", "401:*"),
    Row("accounts:oidc-revoke", "/oidc/revoke", "401:*", {"token": "guessed"}),
)  # fmt: skip
