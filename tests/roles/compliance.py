"""Who is answered what at the addresses of compliance."""

from collections.abc import Sequence

from tests.roles.row import Row

ROWS: Sequence[Row] = (
    Row("compliance:rules", "/rules/", "200:*"),
    Row("compliance:rules-file", "/rules.json", "200:*"),
)
