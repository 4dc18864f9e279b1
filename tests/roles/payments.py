"""Who is answered what at the addresses of payments."""

from collections.abc import Sequence

from tests.roles.row import Row

ROWS: Sequence[Row] = ()
