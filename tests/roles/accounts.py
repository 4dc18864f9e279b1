"""Who is answered what at the addresses of accounts."""

from collections.abc import Sequence

from tests.roles.row import ALL, POSTED, Row

ROWS: Sequence[Row] = (
    Row("accounts:sign-in", "/sign-in/", "200:nobody 302:*"),
    Row("accounts:sign-in", "/sign-in/", "422:*", POSTED),
    Row("accounts:sign-in-code", "/sign-in/code/", "302:*"),
    Row("accounts:demo", "/demo/", ALL),
    Row("accounts:demo-sign-in", "/demo/sign-in/nobody-of-the-story/", "404:*", POSTED),
    Row("accounts:sign-out", "/sign-out/", "302:*", POSTED),
)  # fmt: skip
