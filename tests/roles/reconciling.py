"""Who is answered what at the addresses of reconciling."""

from collections.abc import Sequence

from tests.roles.row import POSTED, Row

READERS = "302:nobody 200:peer,city,county,partners 403:*"
OWN = "302:nobody 403:plain,hospital 404:peer,city,partners 200:county"
KEEPERS = "302:nobody 200:peer,finance,county-approver,partner-director 403:*"
# Who drafts or approves money of the county's own accounts works on them.
WORKERS = (
    "302:nobody {status}:county-officer,county-approver "
    "404:peer,officer,finance,partner,partner-director 403:*"
)
ROWS: Sequence[Row] = (
    Row("reconciling:transfer", "/gifts/{gift}/transfer", "404:*"),
    Row("reconciling:accounts", "/console/accounts/", READERS),
    Row("reconciling:account-new", "/console/accounts/new/", KEEPERS),
    Row("reconciling:lines", "/console/accounts/lines/", READERS),
    Row("reconciling:account", "/console/accounts/{account}/", OWN),
    Row("reconciling:day", "/console/accounts/{account}/{account_day}/", OWN),
    Row("reconciling:read", "/console/accounts/{account}/read/",
        WORKERS.format(status=422), POSTED),
    Row("reconciling:fetch", "/console/accounts/{account}/fetch/",
        WORKERS.format(status=409), {"day": "2026-01-01"}),
    Row("reconciling:shown", "/console/accounts/{account}/shown/",
        WORKERS.format(status=302), {"shown": "yes"}),
    Row("reconciling:closed", "/console/accounts/{account}/closed/",
        "302:nobody,county-approver 404:peer,finance,partner-director 403:*", {"closed": "no"}),
    Row("reconciling:differences", "/console/differences/", READERS),
    Row("reconciling:difference", "/console/differences/{difference}/", OWN),
    Row("reconciling:difference-words", "/console/differences/{difference}/words/",
        WORKERS.format(status=200), POSTED),
    Row("reconciling:difference-do", "/console/differences/{difference}/do/",
        WORKERS.format(status=422), {"do": "say", "act": "explain", "why": ""}),
    Row("reconciling:counter", "/console/counter/", READERS),
    Row("reconciling:till-new", "/console/counter/new/", KEEPERS),
    Row("reconciling:hand", "/console/counter/{till}/take/",
        "302:nobody 200:county-cashier,county-officer "
        "404:peer,cashier,officer,partner-cashier 403:*"),
    Row("reconciling:count", "/console/counter/{till}/count/",
        "302:nobody 200:county-cashier,county-approver "
        "404:peer,cashier,finance,partner-cashier,partner-director 403:*"),
    Row("reconciling:confirm", "/console/counter/counts/{count}/",
        "302:nobody 200:county-cashier,county-approver "
        "404:peer,cashier,finance,partner-cashier,partner-director 403:*"),
    Row("reconciling:counter-gift", "/console/counter/gifts/{cheque}/", OWN),
    Row("reconciling:bounce", "/console/counter/gifts/{cheque}/bounce/",
        "302:nobody 422:county-cashier,county-approver "
        "404:peer,cashier,finance,partner-cashier,partner-director 403:*", {"why": ""}),
)  # fmt: skip
