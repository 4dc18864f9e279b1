"""Who is answered what at the addresses of installation."""

from collections.abc import Sequence

from tests.roles.row import POSTED, Row

OPERATOR = "302:nobody 200:operator 403:*"
KEPT = "302:nobody,operator 403:*"

ROWS: Sequence[Row] = (
    # The demo is set up: nothing is left at these addresses, whoever asks.
    Row("installation:setup", "/setup/", "404:*"),
    Row("installation:setup", "/setup/", "404:*", {"token": "x"}),
    Row("installation:setup-step", "/setup/organisation/", "404:*"),
    Row("installation:setup-step", "/setup/finish/", "404:*", POSTED),
    Row("installation:setup-trial", "/setup/backup/try/", "404:*", POSTED),
    Row("installation:settings", "/console/installation/", OPERATOR),
    Row("installation:start-anew", "/console/installation/start-anew/", KEPT, POSTED),
    Row("installation:group", "/console/installation/backup/", OPERATOR),
    Row("installation:group", "/console/installation/backup/",
        "302:nobody 422:operator 403:*", POSTED),
    Row("installation:decide", "/console/installation/proposals/0/",
        "302:nobody 404:operator 403:*", POSTED),
    Row("installation:trial", "/console/installation/backup/try/",
        "302:nobody 409:operator 403:*", POSTED),
)  # fmt: skip
