"""Who is answered what at the addresses of giving."""

from collections.abc import Sequence

from tests.roles.row import ALL, OWN_GIFT, POSTED, Row

ROWS: Sequence[Row] = (
    Row("giving:give", "/give/{project}/", ALL),
    Row("giving:give", "/give/{project}/", "422:*", POSTED),
    Row("giving:pay", "/gifts/{gift}/pay", "302:donor,city 404:*"),
    Row("giving:pay-again", "/gifts/{gift}/pay/again", "302:donor,city 404:*", POSTED),
    Row("giving:thanks", "/gifts/{gift}/thanks", OWN_GIFT),
    Row("giving:certificate", "/gifts/{gift}/certificate.pdf", OWN_GIFT),
    Row("giving:mine", "/me/gifts/", "302:nobody 200:*"),
    Row("giving:wechat-notify", "/pay/wechat/notify", "503:*", POSTED),
    Row("giving:gifts", "/console/gifts/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"),
    Row("giving:payments", "/console/payments/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"),
    Row("giving:messages", "/console/gifts/words/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"),
    Row("giving:message-judge", "/console/gifts/{medical_gift}/words",
        "302:nobody 403:plain,partner,partner-cashier,hospital 404:*", {"show": "yes"}),
    Row("giving:decide", "/console/gifts/{medical_gift}/decide",
        "302:nobody,county-approver 404:peer,finance,partner-director 403:*",
        {"keep": "yes", "why": "核"}),
)  # fmt: skip
