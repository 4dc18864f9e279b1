"""Who is answered what at the addresses of donors."""

from collections.abc import Sequence

from tests.roles.row import Row

OWN = "302:nobody 200:*"
NONE = "302:nobody 404:*"
READERS = "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"
ROWS: Sequence[Row] = (
    Row("donors:home", "/me/giving/", OWN),
    Row("donors:home-json", "/me/giving.json", OWN),
    Row("donors:statements", "/me/giving/statements/", OWN),
    Row("donors:statement", "/me/giving/statements/1999-01/", NONE),
    Row("donors:statement-pdf", "/me/giving/statements/1999-01.pdf", NONE),
    Row("donors:statement-xlsx", "/me/giving/statements/1999-01.xlsx", NONE),
    Row("donors:year", "/me/giving/years/1999.pdf", NONE),
    Row("donors:cases", "/me/giving/cases/", OWN),
    Row("donors:case-donors", "/console/cases/{case}/donors/", READERS),
    Row("donors:case-donors", "/console/cases/{case}/donors/",
        READERS.replace("200", "404"), {"gift": "no-such-gift"}),
    Row("donors:gift-cases", "/console/gifts/{medical_gift}/cases/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 404:peer,city,partner-director"
        " 200:*"),
)  # fmt: skip
