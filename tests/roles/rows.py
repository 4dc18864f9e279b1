"""All rows of the role walk: one file for each module, each with its ``ROWS``."""

from collections.abc import Sequence
from importlib import import_module

from liushui.config.role_table import MODULES
from tests.roles.row import Row

# "config" holds what no module owns.
ROWS: Sequence[Row] = tuple(
    row for name in ("config", *MODULES) for row in import_module(f"tests.roles.{name}").ROWS
)
