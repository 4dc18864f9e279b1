"""Who is answered what at the addresses of donors."""

from collections.abc import Sequence

from tests.roles.row import Row

OWN = "302:nobody 200:*"
ROWS: Sequence[Row] = (
    Row("donors:home", "/me/giving/", OWN),
    Row("donors:home-json", "/me/giving.json", OWN),
)
