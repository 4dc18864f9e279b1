"""Who is answered what at the addresses of items."""

from collections.abc import Sequence

from tests.roles.row import Row

ROWS: Sequence[Row] = ()
