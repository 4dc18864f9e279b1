"""Who is answered what at the addresses of desk."""

from collections.abc import Sequence

from tests.roles.row import Row

ROWS: Sequence[Row] = ()
