"""Calls of people themselves, of what an organisation keeps, and of how the law is kept."""

from collections.abc import Sequence

from tests.roles.row import Row

# Whoever has a token of their own, and one with the token of a post.
PERSONS = ("nobody", "donor", "another-donor", "officer")
OWN = "401:nobody 403:officer 200:*"
MINE = "401:nobody 403:officer 200:donor 404:*"
APPLIED = "own/applications/{application}"
BODY = "organisations/{body}"
DECIDERS = "401:nobody 200:operator 404:auditor,peer 403:*"
OPERATORS = "401:nobody 200:operator 403:*"
KEEPERS = "401:nobody 200:county-officer,county-approver 403:*"
_MONEY = KEEPERS
_POSTED = {"asked": "1"}

PEOPLE: Sequence[Row] = (
    Row("sign-in-code", "sign-in/code", "422:*", _POSTED, PERSONS),
    Row("sign-in", "sign-in", "422:*", _POSTED, PERSONS),
    Row("own-posts", "own/posts", OWN, roles=PERSONS),
    Row("own-name", "own/name", OWN, {"name": "核"}, PERSONS),
    Row("invitation-accept", "own/invitations",
        "401:nobody 403:officer 404:*", {"invitation": "none"}, PERSONS),
    Row("own-tokens", "own/tokens", OWN, roles=PERSONS),
    Row("own-token-make", "own/tokens", "401:nobody 403:*",
        {"post": 1, "name": "核", "rights": ["project.edit"]}, PERSONS),
    Row("own-token-end", "own/tokens/{token}/end",
        "401:nobody 403:officer 404:*", {}, PERSONS),
    Row("own-applications", "own/applications", OWN, roles=PERSONS),
    Row("application-begin", "own/applications",
        "401:nobody 403:officer 422:*", _POSTED, PERSONS),
    Row("own-application", APPLIED, MINE, roles=PERSONS),
    Row("application-body", f"{APPLIED}/body", MINE,
        {"kind": "foundation", "name": "核"}, PERSONS),
    Row("application-certificate", f"{APPLIED}/certificates",
        "401:nobody 403:officer 415:*", _POSTED, PERSONS),
    Row("own-application-picture", f"{APPLIED}/certificates/999/picture",
        "401:nobody 403:officer 404:*", roles=PERSONS),
    Row("application-account", f"{APPLIED}/account",
        "401:nobody 403:officer 422:donor 404:*",
        {"holder_name": "核", "bank": "核", "number": "1"}, PERSONS),
    Row("application-contacts", f"{APPLIED}/contacts", MINE, {}, PERSONS),
    Row("application-member", f"{APPLIED}/board", MINE,
        {"name": "核", "offices": ["member"]}, PERSONS),
    Row("application-member-remove", f"{APPLIED}/board/{{applied_member}}/remove", MINE, {},
        PERSONS),
    Row("application-submit", f"{APPLIED}/submit",
        "401:nobody 403:officer 422:donor 404:*", {}, PERSONS),
    Row("application-withdraw", f"{APPLIED}/withdraw", MINE, {}, PERSONS),
    Row("application-colleague", f"{APPLIED}/colleague",
        "401:nobody 403:officer 409:donor 404:*", {}, PERSONS),
)  # fmt: skip
JOINING: Sequence[Row] = (
    Row("welcome-make", "welcomes", OPERATORS, {"name": "核"}),
    Row("applications", "applications", OPERATORS),
    Row("application", "applications/{application}", OPERATORS),
    Row("application-picture", "applications/{application}/certificates/999/picture",
        OPERATORS.replace("200", "404")),
    Row("application-answer", "applications/{application}/answer",
        OPERATORS.replace("200", "409"), {"to": "admit"}),
)  # fmt: skip
BODIES: Sequence[Row] = (
    Row("account", f"{BODY}/account", _MONEY),
    Row("account-propose", f"{BODY}/account",
        _MONEY.replace("200", "422"), {"holder_name": "核", "bank": "核", "number": "1"}),
    Row("account-agree", f"{BODY}/account/{{bank_account}}/agree",
        "401:nobody 200:county-approver 403:*", {}),
    Row("account-stop", f"{BODY}/account/{{bank_account}}/stop", _MONEY, {}),
    Row("board", f"{BODY}/board", KEEPERS),
    Row("board-enter", f"{BODY}/board", KEEPERS, {"name": "核", "offices": ["member"]}),
    Row("board-remove", f"{BODY}/board/{{board_member}}/remove", KEEPERS, {}),
    Row("parts", f"{BODY}/parts", KEEPERS),
    Row("part-switch", f"{BODY}/parts/teams", KEEPERS, {"on": False}),
    Row("partners", f"{BODY}/partners", KEEPERS),
    Row("partner-enter", f"{BODY}/partners",
        "401:nobody 415:officer,county-officer,peer 403:*", _POSTED),
    Row("partner-check", f"{BODY}/partners/{{partner_under}}/check",
        "401:nobody 200:county-approver 403:*", {"agrees": True}),
    Row("partner-end", f"{BODY}/partners/{{partner_under}}/end", KEEPERS, {}),
)  # fmt: skip
COMPLAINTS: Sequence[Row] = (
    Row("complain", "projects/{project}/complaints", "422:*", _POSTED, PERSONS),
    Row("complaint-readers", "projects/{project}/complaints/readers", "200:*"),
    Row("complaint-follow", "complaints/by-code/{complaint}", "200:*"),
    Row("complaints", "complaints",
        "401:nobody 200:operator,auditor,officer,county-officer,peer 403:*"),
    Row("complaint", "complaints/{complaint_number}",
        "401:nobody 200:operator,county-officer 404:officer,auditor,peer 403:*"),
    Row("complaint-answer", "complaints/{complaint_number}/answer",
        "401:nobody 200:operator 404:auditor,peer 403:*", {"is_true": True, "answer": "核"}),
    Row("complaint-first-word", "complaints/{complaint_number}/first-word",
        "401:nobody 404:peer 403:*", {"is_true": True, "answer": "核"}),
    Row("complaint-agree", "complaints/{complaint_number}/agree",
        "401:nobody 404:peer 403:*", {"read": "核"}),
    Row("complaint-lift", "complaints/{complaint_number}/lift",
        "401:nobody 404:auditor,peer 409:operator 403:*", {"read": "核"}),
    Row("tags", "tags", "200:*"),
    Row("tag-shares", "tags/shares?first=2026-01-01&last=2026-12-31", "200:*"),
    Row("project-tags", "projects/{project}/tags",
        "401:nobody 200:county-officer 403:*", {"tags": ["核"]}),
)  # fmt: skip
BANK: Sequence[Row] = (
    Row("payments-to-list", "own/payments-to-list",
        "401:nobody 200:cashier,county-cashier,partner-cashier,peer 403:*"),
    Row("bank-lists", "bank-lists",
        "401:nobody 200:cashier,county-cashier,partner-cashier,peer 403:*"),
    Row("bank-list-make", "bank-lists",
        "401:nobody 404:cashier,county-cashier,partner-cashier,peer 403:*",
        {"payments": ["LS-1"], "form": "csv"}),
    Row("bank-list", "bank-lists/{bank_list}",
        "401:nobody 200:county-cashier 404:cashier,partner-cashier,peer 403:*"),
    Row("bank-list-file", "bank-lists/{bank_list}/file",
        "401:nobody 200:county-cashier 404:cashier,partner-cashier,peer 403:*", {}),
    Row("bank-list-results", "bank-lists/{bank_list}/results",
        "401:nobody 415:cashier,county-cashier,partner-cashier,peer 403:*", _POSTED),
    Row("approval-rules", "approval-rules",
        "401:nobody 200:finance,county-approver,partner-director,peer 403:*"),
    Row("approval-rule-propose", f"{BODY}/approval-rules",
        "401:nobody 200:county-approver 403:*",
        {"from_amount": 1, "steps": ["money.approve"]}),
    Row("approval-rule-decide", "approval-rules/{approval_rule}/decide",
        "401:nobody 200:county-approver 404:finance,partner-director,peer 403:*",
        {"agrees": False}),
)  # fmt: skip
LAW: Sequence[Row] = (
    Row("duty-waive", "duties/{duty}/waive", DECIDERS, {"why": "核"}),
    Row("duty-waivers", "duties/{overdue}/waivers",
        "401:nobody 403:cashier,county-cashier,partner-cashier "
        "200:operator,county-officer,county-approver 404:*"),
    Row("duty-waiver-propose", "duties/{overdue}/waivers",
        DECIDERS.replace("200", "422"), {"until": "2026-01-01", "why": "核"}),
    Row("duty-waiver-decide", "duties/{overdue}/waivers/{waiver}/decide",
        "401:nobody 404:auditor,peer 403:*", {"word": "agree"}),
    Row("duty-response-ended", "duties/{duty}/response-ended",
        OPERATORS.replace("200", "404"), {"on": "2026-01-01", "why": "核"}),
    Row("happening-enter", "happenings",
        "401:nobody 404:operator 403:*", {"kind": "none", "on": "2026-01-01", "title": "核"}),
    Row("rules-to-answer", "rules/to-answer?organisation={body}",
        "401:nobody 200:county-officer 403:*"),
    Row("rule-answer", "rules/R-03/answer",
        OPERATORS, {"is_kept": True, "note": "核"}),
    Row("figures-enter", f"{BODY}/figures",
        "401:nobody 422:operator,officer,county-officer,peer 403:*", _POSTED),
    Row("working-days", "working-days", OPERATORS),
    Row("working-days-propose", "working-days",
        OPERATORS.replace("200", "422"), {"year": 2027, "off": [], "source": "核"}),
    Row("working-days-decide", "working-days/{day_list}/decide",
        "401:nobody 403:*", {"word": "agree"}),
    Row("self-checks", "self-checks",
        "401:nobody 403:cashier,county-cashier,partner-cashier 200:*"),
    Row("self-check", "self-checks/{checked}",
        "401:nobody 403:cashier,county-cashier,partner-cashier 200:*"),
    Row("operations", "operations", "200:*"),
    Row("operations-report", "operations/{half}", "200:*"),
    Row("operations-line", "operations/{half}/lines",
        OPERATORS, {"label": "核", "label_en": "x", "is_income": True, "amount": 1}),
    Row("operations-publish", "operations/2199-01-01/publish",
        OPERATORS.replace("200", "409"), {"why": "核"}),
)  # fmt: skip
PARTS: Sequence[Row] = (
    Row("own-cases", "own/cases",
        "401:nobody 200:officer,county-officer,county-approver,partner,hospital,peer 403:*"),
    Row("case", "cases/{new_case}", "200:county-officer,county-approver,county-cashier 404:*"),
    Row("case-open", "cases",
        "401:nobody 422:officer,county-officer,county-approver,partner,hospital,peer 403:*",
        _POSTED),
    Row("case-approve", "cases/{new_case}/approve",
        "401:nobody 200:county-approver 404:officer,partner,hospital,peer 403:*", {}),
    Row("case-close", "cases/{new_case}/close",
        "401:nobody 200:county-officer,county-approver 404:officer,partner,hospital,peer 403:*",
        {"why": "核"}),
    Row("pools", "pools", "401:nobody 403:operator,hospital 200:*"),
    Row("pool", "pools/{pool}", "401:nobody 200:county 403:operator,hospital 404:*"),
    Row("pool-begin", "pools", "401:nobody 422:officer,finance,county-officer,county-approver,"
        "partner,partner-director,peer 403:*", _POSTED),
    Row("pool-terms-propose", "pools/{pool}/terms", "401:nobody 422:officer,finance,"
        "county-officer,county-approver,partner,partner-director,peer 403:*", _POSTED),
    Row("pool-terms-decide", "pool-terms/{pool_proposal}/decide",
        "401:nobody 200:county-approver 404:officer,finance,partner,partner-director,peer 403:*",
        {"word": "agree"}),
)  # fmt: skip
MORE: Sequence[Row] = (*PEOPLE, *JOINING, *BODIES, *COMPLAINTS, *BANK, *LAW, *PARTS)
