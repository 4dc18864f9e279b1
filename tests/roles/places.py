"""Who is answered what at the addresses of places."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

ROWS: Sequence[Row] = (
    Row("places:search", "/places/?q=dongguan", ALL),
    Row("places:picker", "/places/picker/?field=place", ALL),
    Row("places:place", "/places/990101/", ALL),
    Row("places:place", "/places/98/", "404:*"),
)  # fmt: skip
