"""Who is answered what at the addresses of accounts."""

from collections.abc import Sequence

from tests.roles.accounts_houses import HOUSE_ROWS
from tests.roles.row import ALL, POSTED, Row

# One's own page: the same for all who are signed in.
OWN, WRONG = "302:nobody 200:*", "302:nobody 422:*"
ROWS: Sequence[Row] = (
    *HOUSE_ROWS,
    Row("accounts:sign-in", "/sign-in/", "200:nobody 302:*"),
    Row("accounts:sign-in", "/sign-in/", "422:*", POSTED),
    Row("accounts:sign-in-code", "/sign-in/code/", "302:*"),
    Row("accounts:demo", "/demo/", ALL),
    Row("accounts:demo-sign-in", "/demo/sign-in/nobody-of-the-story/", "404:*", POSTED),
    Row("accounts:sign-out", "/sign-out/", "302:*", POSTED),
    Row("accounts:sign-in-password", "/sign-in/password/", "200:nobody 302:*"),
    Row("accounts:sign-in-password", "/sign-in/password/", "422:nobody 302:*", POSTED),
    Row("accounts:sign-in-passkey", "/sign-in/passkey/", "200:nobody 302:*"),
    Row("accounts:sign-in-passkey", "/sign-in/passkey/", "422:nobody 302:*", POSTED),
    Row("accounts:security", "/me/security/", OWN),
    Row("accounts:second-factor", "/me/security/confirm/", OWN),
    Row("accounts:second-factor", "/me/security/confirm/", WRONG, POSTED),
    Row("accounts:sessions-end", "/me/security/sessions/end/", "302:*", POSTED),
    Row("accounts:password", "/me/security/password/", OWN),
    Row("accounts:password", "/me/security/password/", WRONG, POSTED),
    Row("accounts:password-remove", "/me/security/password/remove/", "302:*", POSTED),
    Row("accounts:passkey-new", "/me/security/passkeys/new/", OWN),
    Row("accounts:passkey-new", "/me/security/passkeys/new/", WRONG, POSTED),
    Row("accounts:passkey-remove",
        "/me/security/passkeys/00000000-0000-4000-8000-000000000000/remove/", "302:*", POSTED),
    Row("accounts:code-app", "/me/security/app/", OWN),
    Row("accounts:code-app", "/me/security/app/", "302:*", POSTED),
    Row("accounts:code-app-remove", "/me/security/app/remove/", "302:*", POSTED),
    Row("accounts:recovery-codes", "/me/security/recovery-codes/", OWN),
    Row("accounts:recovery-codes", "/me/security/recovery-codes/", OWN, POSTED),
    Row("accounts:number", "/me/security/number/", OWN),
    Row("accounts:number", "/me/security/number/", WRONG, POSTED),
    Row("accounts:number-code", "/me/security/number/code/", "302:*"),
)  # fmt: skip
