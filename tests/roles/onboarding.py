"""Who is answered what at the addresses of onboarding."""

from collections.abc import Sequence

from tests.roles.row import ALL, POSTED, Row

APPLIED = "/join/{application}"
BODY = "/console/bodies/{body}"
# The first donor applied; an operator looks at it and does not write it.
MINE = "302:nobody 200:donor 404:*"
KEPT = "302:nobody 422:donor 404:*"
KNOWN = "302:nobody 200:donor,operator 404:*"
OPERATORS = "302:nobody 200:operator 403:*"
OWN = "302:nobody 200:county-officer,county-approver 403:*"
OWN_KEPT = "302:nobody 422:county-officer,county-approver 403:*"
ROWS: Sequence[Row] = (
    Row("onboarding:join", "/join/", ALL),
    Row("onboarding:begin", "/join/begin/", "302:nobody 200:*"),
    Row("onboarding:begin", "/join/begin/", "302:nobody 422:*", POSTED),
    Row("onboarding:welcome", "/join/welcome/{welcome}/", ALL),
    Row("onboarding:welcome", "/join/welcome/{welcome}/", "302:nobody 422:*", POSTED),
    Row("onboarding:application", f"{APPLIED}/", KNOWN),
    Row("onboarding:submit", f"{APPLIED}/submit/",
        "302:nobody 422:donor 403:operator 404:*", POSTED),
    Row("onboarding:withdraw", f"{APPLIED}/withdraw/",
        "302:nobody,donor 403:operator 404:*", POSTED),
    Row("onboarding:colleague", f"{APPLIED}/colleague/",
        "302:nobody 409:donor 403:operator 404:*", POSTED),
    Row("onboarding:body", f"{APPLIED}/body/", MINE),
    Row("onboarding:body", f"{APPLIED}/body/", KEPT, POSTED),
    Row("onboarding:certificates", f"{APPLIED}/certificates/", MINE),
    Row("onboarding:certificates", f"{APPLIED}/certificates/", KEPT, POSTED),
    Row("onboarding:picture", f"{APPLIED}/certificates/{{handed}}/", KNOWN),
    Row("onboarding:quick", f"{APPLIED}/quick/", MINE),
    Row("onboarding:quick", f"{APPLIED}/quick/", KEPT, POSTED),
    Row("onboarding:applied-account", f"{APPLIED}/account/", MINE),
    Row("onboarding:applied-account", f"{APPLIED}/account/", KEPT, POSTED),
    Row("onboarding:contacts", f"{APPLIED}/contacts/", MINE),
    Row("onboarding:contacts", f"{APPLIED}/contacts/", KEPT, {"contact_email": "x"}),
    Row("onboarding:applied-board", f"{APPLIED}/board/", MINE),
    Row("onboarding:applied-board", f"{APPLIED}/board/", KEPT, POSTED),
    Row("onboarding:applied-board-remove", f"{APPLIED}/board/{{applied_member}}/",
        "302:nobody,donor 403:operator 404:*", POSTED),
    Row("onboarding:joining", "/console/joining/", OPERATORS),
    Row("onboarding:joining", "/console/joining/", "302:nobody 422:operator 403:*", POSTED),
    Row("onboarding:review", "/console/joining/{application}/", OPERATORS),
    Row("onboarding:review", "/console/joining/{application}/",
        "302:nobody 422:operator 403:*", POSTED),
    Row("onboarding:account", f"{BODY}/account/", OWN),
    Row("onboarding:account", f"{BODY}/account/", OWN_KEPT, POSTED),
    Row("onboarding:account-decide", f"{BODY}/account/{{bank_account}}/",
        "302:nobody,county-approver 403:*", {"do": "agree"}),
    Row("onboarding:merchants", f"{BODY}/merchants/", OWN),
    Row("onboarding:merchant-enter", f"{BODY}/merchants/enter/alipay/", OWN),
    Row("onboarding:merchant-enter", f"{BODY}/merchants/enter/alipay/", OWN_KEPT, POSTED),
    Row("onboarding:merchant-decide", f"{BODY}/merchants/{{merchant_account}}/",
        "302:nobody,county-approver 403:*", {"do": "agree"}),
    Row("onboarding:board", f"{BODY}/board/", OWN),
    Row("onboarding:board", f"{BODY}/board/", OWN_KEPT, POSTED),
    Row("onboarding:board-remove", f"{BODY}/board/{{board_member}}/",
        "302:nobody,county-officer,county-approver 403:*", POSTED),
    Row("onboarding:parts", f"{BODY}/parts/", OWN),
    Row("onboarding:parts", f"{BODY}/parts/",
        "302:nobody,county-officer,county-approver 403:*", {"part": "teams", "do": "off"}),
    Row("onboarding:export", f"{BODY}/export/", OWN),
    Row("onboarding:export", f"{BODY}/export/",
        "302:nobody,county-officer,county-approver 403:*", POSTED),
)  # fmt: skip
