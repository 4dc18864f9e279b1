"""Who is answered what at the addresses of papers."""

from collections.abc import Sequence

from tests.roles.row import ALL, OWN_GIFT, POSTED, Row

READERS = "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"
# A paper of the county's gift: its readers of gifts and who approves its money.
ONE = "302:nobody 403:plain,partner,partner-cashier,hospital 404:peer,city,partner-director 200:*"
NOT_ANEW = "302:nobody 422:county-approver 404:peer,city,partner-director 403:*"

ROWS: Sequence[Row] = (
    Row("papers:gift", "/gifts/{gift}/papers/", OWN_GIFT),
    Row("papers:paper", "/gifts/{gift}/papers/receipt.pdf", OWN_GIFT),
    Row("papers:paper", "/gifts/{gift}/papers/other.pdf", "404:*"),
    Row("papers:fetch", "/fetch-papers/", ALL),
    Row("papers:fetch", "/fetch-papers/", "422:*", POSTED),
    Row("papers:fetch-code", "/fetch-papers/code/", "302:*"),
    Row("papers:fetched", "/fetch-papers/found/", "302:*"),
    Row("papers:fetched-paper", "/fetch-papers/found/receipt.pdf", "404:*"),
    Row("papers:check", "/papers/check/", ALL),
    Row("papers:check", "/papers/check/", "422:*", POSTED),
    Row("papers:check-code", "/papers/check/{paper}/{paper_code}/", ALL),
    Row("papers:check-code", "/papers/check/{paper}/abcdefghijklmnop/", "404:*"),
    Row("papers:console", "/console/papers/", READERS),
    Row("papers:numbers", "/console/papers/numbers/", READERS),
    Row("papers:numbers", "/console/papers/numbers/", "302:nobody 403:*", POSTED),
    Row("papers:waiting", "/console/papers/waiting/",
        "302:nobody 403:plain,partner,partner-cashier,partner-director,hospital 200:*"),
    Row("papers:waiting", "/console/papers/waiting/", "302:nobody 403:*", {"organisation": "0"}),
    Row("papers:one", "/console/papers/{paper}/", ONE),
    Row("papers:one", "/console/papers/{paper}/", NOT_ANEW, POSTED),
    Row("papers:pdf", "/console/papers/{paper}/paper.pdf", ONE),
)  # fmt: skip
