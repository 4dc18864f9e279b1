"""Who is answered what at the addresses of parties."""

from collections.abc import Sequence

from tests.roles.row import ALL, POSTED, Row

ROWS: Sequence[Row] = (
    Row("parties:sign-in", "/sign-in/", "200:nobody 302:*"),
    Row("parties:sign-in", "/sign-in/", "422:*", POSTED),
    Row("parties:sign-in-code", "/sign-in/code/", "302:*"),
    Row("parties:demo", "/demo/", ALL),
    Row("parties:demo-sign-in", "/demo/sign-in/nobody-of-the-story/", "404:*", POSTED),
    Row("parties:sign-out", "/sign-out/", "302:*", POSTED),
)  # fmt: skip
