"""Who is answered what at the addresses of appeals."""

from collections.abc import Sequence

from tests.roles.row import ALL, POSTED, Row

OWN = "/appeals/own/{own_appeal}"
IN_CONSOLE = "/console/appeals/{appeal}"
MINE = "302:nobody 200:donor 404:*"
KEPT = "302:nobody 422:donor 404:*"
WORKERS = "302:nobody 403:plain,auditor 200:*"
THEIRS = "302:nobody 403:plain,auditor 200:county 404:*"
VERIFIED = "302:nobody 200:county-officer,county-approver 404:peer,officer,partner,hospital 403:*"
UNWRITTEN = VERIFIED.replace("200", "422")
OPERATOR = "302:nobody 200:operator 403:*"
PAYING_ELSEWHERE = "404:peer,officer,partner,cashier,partner-cashier"
STRANGE = "404:peer,officer,finance,partner,partner-director"
ROWS: Sequence[Row] = (
    Row("appeals:list", "/appeals/", ALL),
    Row("appeals:appeal", "/appeals/{appeal}/", ALL),
    Row("appeals:doubt", "/appeals/{appeal}/doubt/", ALL),
    Row("appeals:doubt", "/appeals/{appeal}/doubt/", "422:*", POSTED),
    Row("appeals:vouch", "/appeals/vouch/{vouch}/", ALL),
    Row("appeals:ask", "/appeals/ask/", "302:nobody 200:*"),
    Row("appeals:ask", "/appeals/ask/", "302:nobody 422:*", POSTED),
    Row("appeals:own", f"{OWN}/", MINE),
    Row("appeals:send", f"{OWN}/send/", KEPT, POSTED),
    Row("appeals:witness", f"{OWN}/witness/{{witness}}/",
        "302:nobody,donor 404:*", {"do": "drop"}),
    Row("appeals:step", f"{OWN}/person/", MINE),
    Row("appeals:step", f"{OWN}/provider/", KEPT, POSTED),
    Row("appeals:step", f"{OWN}/witnesses/", KEPT, POSTED),
    Row("appeals:console", "/console/appeals/", WORKERS),
    Row("appeals:console-appeal", f"{IN_CONSOLE}/", THEIRS),
    Row("appeals:name", f"{IN_CONSOLE}/name/",
        "302:nobody 200:county 404:peer,officer,partner,hospital,cashier,partner-cashier 403:*",
        POSTED),
    Row("appeals:check", f"{IN_CONSOLE}/check/", VERIFIED),
    Row("appeals:check", f"{IN_CONSOLE}/check/", UNWRITTEN, POSTED),
    Row("appeals:do", f"{IN_CONSOLE}/do/", UNWRITTEN, POSTED),
    Row("appeals:change", f"{IN_CONSOLE}/change/", VERIFIED),
    Row("appeals:change", f"{IN_CONSOLE}/change/", UNWRITTEN, POSTED),
    Row("appeals:paper", f"{IN_CONSOLE}/papers/{{appeal_paper}}/", THEIRS),
    Row("appeals:pay", f"{IN_CONSOLE}/pay/",
        "302:nobody 200:county-officer 404:peer,officer,partner 403:*"),
    Row("appeals:pay", f"{IN_CONSOLE}/pay/",
        "302:nobody 422:county-officer 404:peer,officer,partner 403:*", POSTED),
    Row("appeals:payout", f"{IN_CONSOLE}/pay/{{payout}}/",
        "302:nobody,county-approver 403:plain,auditor,county 404:*", {"do": "approve"}),
    Row("appeals:unasked", f"{IN_CONSOLE}/unasked/",
        f"302:nobody 200:county-officer,county-cashier {PAYING_ELSEWHERE} 403:*"),
    Row("appeals:unasked", f"{IN_CONSOLE}/unasked/",
        f"302:nobody 422:county-officer,county-cashier {PAYING_ELSEWHERE} 403:*", {"amount": "x"}),
    Row("appeals:home", f"{IN_CONSOLE}/home/",
        f"302:nobody 409:county-approver {STRANGE} 403:*", {"do": "agree", "key": "1"}),
    Row("appeals:oversee", f"{IN_CONSOLE}/oversee/", OPERATOR),
    Row("appeals:oversee", f"{IN_CONSOLE}/oversee/", OPERATOR.replace("200", "422"), POSTED),
    Row("appeals:rest", f"{IN_CONSOLE}/rest/", f"302:nobody 200:county-officer {STRANGE} 403:*"),
    Row("appeals:rest", f"{IN_CONSOLE}/rest/",
        f"302:nobody 409:county-approver {STRANGE} 403:*", {"do": "agree"}),
)  # fmt: skip
