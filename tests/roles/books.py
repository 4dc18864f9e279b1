"""Who is answered what at the addresses of books."""

from collections.abc import Sequence

from tests.roles.row import POSTED, Row

HANDS = (
    "302:nobody 200:peer,officer,finance,county-officer,county-approver,partner,partner-director "
    "403:*"
)
HANDS_POSTED = HANDS.replace("200", "422")
HANDS_OWN = (
    "302:nobody 200:county-officer,county-approver "
    "404:peer,officer,finance,partner,partner-director 403:*"
)
OWN = "302:nobody 403:plain,hospital 404:peer,city,partners 200:county"
BOOKS = "302:nobody 200:peer,city,county,partners 403:*"
ROWS: Sequence[Row] = (
    Row("books:funds", "/console/books/", BOOKS),
    Row("books:statement", "/console/books/funds/{fund}/", OWN),
    Row("books:statement-sheet", "/console/books/funds/{fund}/statement.csv", OWN),
    Row("books:months", "/console/books/months/", BOOKS),
    Row("books:month", "/console/books/months/{body}/{month}/", OWN),
    Row("books:seal", "/console/books/months/{body}/{month}/seal/",
        "302:nobody 404:finance,peer 403:*", POSTED),
    Row("books:report", "/console/books/months/{body}/{month}/report.json",
        "302:nobody 403:plain,hospital 404:peer,city,partners 409:county"),
    Row("books:pools", "/console/books/pools/", BOOKS),
    Row("books:pool-new", "/console/books/pools/new/", HANDS),
    Row("books:pool", "/console/books/pools/{pool}/", OWN),
    Row("books:pool-terms", "/console/books/pools/{pool}/terms/", HANDS_OWN),
    Row("books:pool-decide", "/console/books/pools/{pool}/terms/{pool_proposal}/decide/",
        "302:nobody,county-approver 403:county-officer,plain,auditor,hospital,cashier,"
        "county-cashier,partner-cashier 404:*", {"do": "agree"}),
    Row("books:owed", "/console/books/owed/", BOOKS),
    Row("books:instructions", "/console/books/instructions/", BOOKS),
    Row("books:instruction-new", "/console/books/instructions/new/freeze_gift/", HANDS),
    Row("books:instruction-new", "/console/books/instructions/new/refund/", HANDS_POSTED, POSTED),
    Row("books:instruction", "/console/books/instructions/{instruction}/", OWN),
    Row("books:instruction-decide", "/console/books/instructions/{instruction}/decide/",
        "302:nobody,county-approver 403:county-officer,plain,auditor,hospital,cashier,"
        "county-cashier,partner-cashier 404:*", {"do": "agree"}),
)  # fmt: skip
