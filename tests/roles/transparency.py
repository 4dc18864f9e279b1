"""Who is answered what of the public log: everyone the same. In this story nobody opened one."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

NONE = "404:*"
ROWS: Sequence[Row] = (
    Row("transparency:log", "/log/", ALL),
    Row("transparency:entries", "/log/entries/", NONE),
    Row("transparency:entry", "/log/entries/0", NONE),
    Row("transparency:find", "/log/find?q=0", NONE),
    Row("transparency:check", "/log/check", NONE),
    Row("transparency:proof", "/log/v1/proof/0", NONE),
    Row("transparency:consistency", "/log/v1/consistency?from=0&to=1", NONE),
    Row("transparency:find-hash", f"/log/v1/find?leaf_hash={'00' * 32}", NONE),
    Row("transparency:file", "/log/checkpoint", NONE),
)
