"""Who is answered what at the addresses of config."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

ROWS: Sequence[Row] = (
    Row("config:healthz", "/healthz", ALL),
    Row("config:readyz", "/readyz", ALL),
    Row("config:metrics", "/metrics", ALL),  # the walk comes from this machine
)  # fmt: skip
