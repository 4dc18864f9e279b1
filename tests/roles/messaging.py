"""Who is answered what at the addresses of messaging."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

ROWS: Sequence[Row] = (
    Row("messaging:demo-messages", "/demo/messages/", ALL),
)  # fmt: skip
