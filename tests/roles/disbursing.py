"""Who is answered what at the addresses of disbursing."""

from collections.abc import Sequence

from tests.roles.row import ALL, BANK, DRAFTERS, PARTIES, POSTED, PURSE, SIGNERS, STAFF, Row

ROWS: Sequence[Row] = (
    Row("disbursing:desk", "/console/money-out/", STAFF),
    Row("disbursing:draft", "/console/money-out/new/", DRAFTERS),
    Row("disbursing:draft", "/console/money-out/new/",
        "302:nobody 422:peer,officer,county-officer,partner 403:*", POSTED),
    Row("disbursing:disbursement", "/console/money-out/{drafted}/", PARTIES),
    Row("disbursing:decide", "/console/money-out/{drafted}/decide/",
        "302:nobody,county-approver 404:peer,officer,finance,cashier 403:*", {"do": "approve"}),
    Row("disbursing:order", "/console/money-out/{approved}/order/",
        "302:nobody,county-cashier 404:peer,cashier 403:*", {"order_ref": "ZL-9"}),
    Row("disbursing:pay", "/console/money-out/{ordered}/pay/",
        "302:nobody,county-cashier 404:peer,cashier 403:*", BANK),
    Row("disbursing:agreements", "/console/agreements/", STAFF),
    Row("disbursing:agreement-new", "/console/agreements/new/?fund={fund}", SIGNERS),
    Row("disbursing:agreement-new", "/console/agreements/new/?fund={fund}",
        "302:nobody 404:peer,finance,partner-director 422:county-approver 403:*", POSTED),
    Row("disbursing:agreement", "/console/agreements/{agreement}/", PARTIES),
    Row("disbursing:agreement-end", "/console/agreements/{agreement}/end/",
        "302:nobody,county-approver 404:peer,finance 403:*", {"why": "核"}),
    Row("disbursing:uses", "/console/uses/", STAFF),
    Row("disbursing:use-new", "/console/uses/new/?fund={partner_fund}", PURSE),
    Row("disbursing:use-new", "/console/uses/new/?fund={partner_fund}",
        "302:nobody 404:peer,officer,county-officer,hospital 422:partner 403:*", POSTED),
    Row("disbursing:use-look", "/console/uses/look/?fund={partner_fund}&amount=1", PURSE),
    Row("disbursing:wishes", "/console/wishes/",
        "302:nobody 403:plain,cashier,county-cashier,partner-cashier,auditor,hospital 200:*"),
    Row("disbursing:file", "/files/{photo}", ALL),
    Row("disbursing:file", "/files/{voucher}", "200:operator,city,partners 404:*"),
)  # fmt: skip
