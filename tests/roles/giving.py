"""Who is answered what at the addresses of giving."""

from collections.abc import Sequence

from tests.roles.row import ALL, OWN_GIFT, POSTED, Row

# Who imports gifts: the officers and those with all rights; whose list or claim it is.
IMPORTERS = "302:nobody 200:peer,officer,county-officer 403:*"
NO_FILE = "302:nobody 422:peer,officer,county-officer 403:*"
OWN_LIST = "302:nobody 200:county-officer 404:peer,officer 403:*"
OWN_LIST_DONE = "302:nobody,county-officer 404:peer,officer 403:*"
OWN_CLAIM = "302:nobody 422:county-officer 404:peer,officer 403:*"

# Whoever reads gifts, drafts money or approves it; of one gift, those of the county alone.
REFUNDERS = "302:nobody 403:plain,partner-cashier,hospital 200:*"
BEGINNERS = (
    "302:nobody 200:peer,officer,finance,county-officer,county-approver,partner,partner-director"
    " 403:*"
)
OF_THE_CITY = "302:nobody 200:officer 404:peer,county-officer 403:*"
OF_THE_COUNTY = "302:nobody 403:plain,partner-cashier,hospital 200:county 404:*"

ROWS: Sequence[Row] = (
    Row("giving:give", "/give/{project}/", ALL),
    Row("giving:give", "/give/{project}/", "422:*", POSTED),
    Row("giving:pay", "/gifts/{gift}/pay", "302:donor,city 404:*"),
    Row("giving:pay-again", "/gifts/{gift}/pay/again", "302:donor,city 404:*", POSTED),
    Row("giving:thanks", "/gifts/{gift}/thanks", OWN_GIFT),
    Row("giving:certificate", "/gifts/{gift}/certificate.pdf", OWN_GIFT),
    Row("giving:log-receipt", "/gifts/{gift}/receipt.tlog-proof", "302:nobody 404:*"),
    Row("giving:mine", "/me/gifts/", "302:nobody 200:*"),
    Row("giving:inside", "/gifts/{gift}/pay/wechat", "302:donor,city 404:*"),
    Row("giving:wechat-notify", "/pay/wechat/notify", "503:*", POSTED),
    Row("giving:alipay-notify", "/pay/alipay/notify", "503:*", POSTED),
    Row("giving:gifts", "/console/gifts/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"),
    Row("giving:payments", "/console/payments/",
        "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"),
    Row("giving:messages", "/console/gifts/words/",
        "302:nobody 403:plain,partner,partner-cashier,partner-director,hospital 200:*"),
    Row("giving:message-judge", "/console/gifts/{medical_gift}/words",
        "302:nobody 403:plain,partner,partner-cashier,partner-director,hospital 404:*",
        {"show": "yes"}),
    Row("giving:decide", "/console/gifts/{medical_gift}/decide",
        "302:nobody,county-approver 404:peer,finance,partner-director 403:*",
        {"keep": "yes", "why": "核"}),
    Row("giving:find", "/find-gifts/", ALL),
    Row("giving:find", "/find-gifts/", "422:*", POSTED),
    Row("giving:find-code", "/find-gifts/code/", "302:*"),
    Row("giving:found", "/find-gifts/found/", "302:*"),
    Row("giving:found-certificate", "/find-gifts/found/{gift}.pdf", "404:*"),
    Row("giving:found-receipt", "/find-gifts/found/{gift}.tlog-proof", "404:*"),
    Row("giving:claim", "/find-gifts/claim/", "302:*"),
    Row("giving:lists", "/console/imports/", IMPORTERS),
    Row("giving:bring", "/console/imports/new/", IMPORTERS),
    Row("giving:bring", "/console/imports/new/", NO_FILE, POSTED),
    Row("giving:list", "/console/imports/{gift_list}/", OWN_LIST),
    Row("giving:list-look", "/console/imports/{gift_list}/look/", OWN_LIST_DONE, POSTED),
    Row("giving:list-answer", "/console/imports/{gift_list}/answers/", OWN_LIST_DONE, POSTED),
    Row("giving:list-book", "/console/imports/{gift_list}/book/", OWN_LIST_DONE, POSTED),
    Row("giving:list-away", "/console/imports/{gift_list}/put-away/", OWN_LIST_DONE, POSTED),
    Row("giving:claims", "/console/claims/", IMPORTERS),
    Row("giving:claim-one", "/console/claims/{gift_claim}/", OWN_LIST),
    Row("giving:claim-decide", "/console/claims/{gift_claim}/decide/", OWN_CLAIM, POSTED),
    Row("giving:refund", "/gifts/{gift}/refund", "200:donor 404:*"),
    Row("giving:consent", "/me/changes/{purpose_plan}/", "302:nobody 200:donor 404:*"),
    Row("giving:consents", "/console/changes/{purpose_plan}/", OF_THE_CITY),
    Row("giving:consent-paper", "/console/changes/papers/{consent_paper}/", OF_THE_CITY),
    Row("giving:refunds", "/console/refunds/", REFUNDERS),
    Row("giving:refund-new", "/console/refunds/new/", BEGINNERS),
    Row("giving:refund-new", "/console/refunds/new/", BEGINNERS.replace("200", "422"), POSTED),
    Row("giving:refund-rules", "/console/refunds/rules/",
        "302:nobody 200:peer,finance,county-approver,partner-director 403:*"),
    Row("giving:mass-new", "/console/refunds/all/", BEGINNERS),
    Row("giving:mass", "/console/refunds/all/{mass}/", OF_THE_COUNTY),
    Row("giving:refund-one", "/console/refunds/{refund}/", OF_THE_COUNTY),
    Row("giving:refund-one", "/console/refunds/{refund}/",
        OF_THE_COUNTY.replace("200:county", "302:county-approver 403:county"), {"do": "agree"}),
    Row("giving:suspicions", "/console/suspicions/", REFUNDERS),
    Row("giving:suspicion", "/console/suspicions/{suspicion}/", OF_THE_COUNTY),
)  # fmt: skip
