"""Who is answered what at the addresses of reconciling."""

from collections.abc import Sequence

from tests.roles.row import Row

ROWS: Sequence[Row] = ()
