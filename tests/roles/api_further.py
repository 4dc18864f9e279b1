"""Calls of levels, consents, appeals, exports and the federation: who is answered what."""

from collections.abc import Sequence

from tests.roles.api_own import BODY, KEEPERS, MINE, OWN, PERSONS
from tests.roles.row import Row

_POSTED = {"asked": "1"}
_WHY = {"why": "核"}
_HELPERS = "401:nobody 200:peer,officer,county-officer,county-approver,partner,hospital 403:*"
_THEIR_CASE = (
    "401:nobody 200:county-officer,county-approver 404:peer,officer,partner,hospital 403:*"
)
_WRITERS = "401:nobody 200:county-officer 403:*"
_OF_THE_CITY = "401:nobody 200:officer 404:county-officer,peer 403:*"
_WORKERS = "401:nobody 403:operator,auditor 200:*"
_THEIRS = "401:nobody 403:operator,auditor 200:county 404:*"
_VERIFIED = _THEIR_CASE
_STOPPED = "401:nobody 200:operator,county-officer,county-approver 403:*"
_SUPERIORS = "401:nobody 200:auditor,peer 403:*"
_MANAGERS = "401:nobody 200:county-officer,county-approver 403:*"
_DRAFTED = "401:nobody 409:county-officer 404:officer,partner,peer 403:*"
_APPROVED = "401:nobody 200:county-approver 404:finance,partner-director,peer 403:*"
_NOTED = (
    "401:nobody 200:county-officer,county-cashier "
    "404:officer,partner,peer,cashier,partner-cashier 403:*"
)
_LEFT = {"bank_ref": "B1", "paid_at": "2026-01-01T00:00:00Z", "why": "核"}
_KEPT = "401:nobody 404:officer,county-officer,county-approver,peer 403:*"
_OF_ALL = "401:nobody 200:county-officer,county-approver 403:*"
_CASE = "cases/{new_case}/levels"
_APPEAL = "looked-after/appeals/{appeal}"
_PAYOUT = "looked-after/appeal-payouts/{payout}"
_ASKED = "own/appeals/{own_appeal}"
_NOBODYS = "00000000-0000-4000-8000-000000000000"
_CHANGE = "changes/{purpose_plan}"

LEVELS: Sequence[Row] = (
    Row("own-levels", "own/levels", _HELPERS),
    Row("case-levels", _CASE, _THEIR_CASE),
    Row("case-levels-begin", f"{_CASE}/begin", _THEIR_CASE, {}),
    Row("case-pass-on", f"{_CASE}/pass-on", _HELPERS.replace("200", "415"), _POSTED),
    Row("case-send-back", f"{_CASE}/send-back",
        "401:nobody 409:county-approver 404:peer,officer,partner,hospital 403:*", _WHY),
    Row("case-level-name", f"{_CASE}/name", _THEIR_CASE, {}),
    Row("case-level-paper", f"{_CASE}/papers/{{level_paper}}", _THEIR_CASE, {}),
    Row("project-levels", "projects/{project}/levels", _WRITERS),
    Row("project-levels-propose", "projects/{project}/levels", _WRITERS,
        {"levels": ["county"], "days": 5}),
    Row("project-levels-agree", "projects/{project}/levels/agree",
        _WRITERS.replace("200", "409"), {"route": 999}),
)  # fmt: skip
CONSENTS: Sequence[Row] = (
    Row("own-changes", "own/changes", OWN, roles=PERSONS),
    Row("own-change", "own/changes/{purpose_plan}", MINE, roles=PERSONS),
    Row("own-change-answer", "own/changes/{purpose_plan}/answer", MINE, {"agrees": True}, PERSONS),
    Row("change-answers", _CHANGE, _OF_THE_CITY),
    Row("change-paper", f"{_CHANGE}/papers", "401:nobody 415:officer,county-officer,peer 403:*",
        _POSTED),
    Row("change-paper-confirm", f"{_CHANGE}/papers/{{consent_paper}}/confirm", _OF_THE_CITY, {}),
    Row("change-paper-file", f"{_CHANGE}/papers/{{consent_paper}}/file", _OF_THE_CITY, {}),
)  # fmt: skip
ASKED: Sequence[Row] = (
    Row("appeals", "appeals", "200:*"),
    Row("appeal", "appeals/{appeal}", "200:*"),
    Row("own-appeals", "own/appeals", OWN, roles=PERSONS),
    Row("appeal-charities", "own/appeal-charities", OWN, roles=PERSONS),
    Row("appeal-begin", "own/appeals", OWN.replace("200", "409"),
        {"organisation": "0" * 18}, PERSONS),
    Row("own-appeal", _ASKED, MINE, roles=PERSONS),
    Row("appeal-person", f"{_ASKED}/person", MINE,
        {"asker": "relative", "name": "某人", "identity": "AB123456", "relation": "女儿"},
        PERSONS),
    Row("appeal-need", f"{_ASKED}/need", MINE,
        {"kind": "illness", "title": "核", "summary": "核", "story": "核"}, PERSONS),
    Row("appeal-provider", f"{_ASKED}/provider", "401:nobody 403:officer 415:*", _POSTED, PERSONS),
    Row("appeal-means", f"{_ASKED}/means", MINE, {"means": []}, PERSONS),
    Row("appeal-witness", f"{_ASKED}/witnesses", MINE,
        {"name": "王五", "relation": "邻居", "phone": "13911111199"}, PERSONS),
    Row("appeal-witness-link", f"{_ASKED}/witnesses/{{witness}}/link", MINE, {}, PERSONS),
    Row("appeal-witness-remove", f"{_ASKED}/witnesses/{{witness}}/remove", MINE, {}, PERSONS),
    Row("appeal-submit", f"{_ASKED}/submit", MINE.replace("200", "422"), {}, PERSONS),
    Row("appeal-withdraw", f"{_ASKED}/withdraw", MINE, {}, PERSONS),
    Row("vouching-read", "vouching/read", "422:*", _POSTED, PERSONS),
    Row("vouching-code", "vouching/code", "422:*", _POSTED, PERSONS),
    Row("vouch", "vouching", "422:*", _POSTED, PERSONS),
)  # fmt: skip
LOOKED_AFTER: Sequence[Row] = (
    Row("appeals-looked-after", "looked-after/appeals", _WORKERS),
    Row("appeal-looked-after", _APPEAL, _THEIRS),
    Row("appeal-sealed", f"{_APPEAL}/sealed",
        "401:nobody 200:county 404:peer,officer,partner,hospital,cashier,partner-cashier 403:*",
        {}),
    Row("appeal-paper", f"{_APPEAL}/papers/{{appeal_paper}}", _THEIRS, {}),
    Row("appeal-check", f"{_APPEAL}/checks", _HELPERS.replace("200", "415"), _POSTED),
    Row("appeal-return", f"{_APPEAL}/return", _VERIFIED.replace("200", "409"), _WHY),
    Row("appeal-refuse", f"{_APPEAL}/refuse", _VERIFIED.replace("200", "409"), _WHY),
    Row("appeal-propose", f"{_APPEAL}/propose", _VERIFIED.replace("200", "409"), {}),
    Row("appeal-change", f"{_APPEAL}/change", _HELPERS.replace("200", "422"), _POSTED),
    Row("appeal-publish", f"{_APPEAL}/publish", _VERIFIED.replace("200", "409"), {"version": 9}),
    Row("appeal-drop-version", f"{_APPEAL}/drop", _VERIFIED, {}),
    Row("appeal-end", f"{_APPEAL}/end", _OF_ALL, _WHY),
    Row("appeal-settle", f"{_APPEAL}/settle", _OF_ALL.replace("200", "409"), {}),
    Row("appeal-stop", "appeals/{appeal}/stop", _STOPPED, _WHY),
    Row("appeal-resume", "appeals/{appeal}/resume", _STOPPED.replace("200", "409"), {}),
    Row("appeal-untrue", "appeals/{appeal}/untrue", _STOPPED, _WHY),
    Row("appeal-payout-draft", f"{_APPEAL}/payouts",
        "401:nobody 415:officer,county-officer,partner,peer 403:*", _POSTED),
    Row("appeal-payout-approve", f"{_PAYOUT}/approve", _APPROVED, {}),
    Row("appeal-payout-paid", f"{_PAYOUT}/paid",
        "401:nobody 409:county-cashier 404:cashier,partner-cashier,peer 403:*",
        {"bank_ref": "B1", "paid_at": "2026-01-01T00:00:00Z"}),
    Row("appeal-payout-cancel", f"{_PAYOUT}/cancel",
        "401:nobody 200:county 403:operator,auditor,hospital 404:*", _WHY),
    Row("appeal-payout-return", f"{_PAYOUT}/returns",
        "401:nobody 409:county-officer,county-cashier "
        "404:officer,partner,peer,cashier,partner-cashier 403:*",
        {"amount": 1, "bank_ref": "B1", "came_at": "2026-01-01T00:00:00Z"}),
    Row("appeal-payout-return-decide", f"{_PAYOUT}/returns/999/decide",
        "401:nobody 409:county-approver,county-cashier "
        "404:finance,partner-director,peer,cashier,partner-cashier 403:*", {"agrees": True}),
    Row("appeal-rest-propose", f"{_APPEAL}/rest", _DRAFTED, {"to": "Q2026-1", "why": "核"}),
    Row("appeal-rest-decide", f"{_APPEAL}/rest/999/decide", _APPROVED.replace("200", "409"),
        {"agrees": True}),
    Row("appeal-give-back", f"{_APPEAL}/give-back", _DRAFTED, _WHY),
    Row("appeal-payout-late", f"{_PAYOUT}/late", _NOTED, _LEFT),
    Row("appeal-payout-late-decide", f"{_PAYOUT}/late/999/decide",
        "401:nobody 409:county-approver,county-cashier "
        "404:finance,partner-director,peer,cashier,partner-cashier 403:*", {"agrees": True}),
    Row("appeal-payout-unasked", f"{_APPEAL}/unasked", _NOTED.replace("404:", "415:")
        .replace("200:", "415:"), _POSTED),
    Row("appeal-home-propose", f"{_APPEAL}/homecomings",
        "401:nobody 404:officer,county-officer,partner,peer 403:*", {"rest": 999, "why": "核"}),
    Row("appeal-home-decide", f"{_APPEAL}/homecomings/999/decide",
        _APPROVED.replace("200", "409"), {"agrees": True}),
)  # fmt: skip
BODIES: Sequence[Row] = (
    Row("export-make", f"{BODY}/exports", KEEPERS, {}),
    Row("export", f"exports/{_NOBODYS}", _KEPT),
    Row("export-file", f"exports/{_NOBODYS}/file", _KEPT),
    Row("tree", f"{BODY}/tree", "200:*"),
    Row("above", f"{BODY}/above", _MANAGERS),
    Row("above-ask", f"{BODY}/above", _MANAGERS.replace("200", "404"), {"superior": "0" * 18}),
    Row("above-decide", f"{BODY}/above/{{placing}}/decide",
        "401:nobody 404:county-approver 200:county-officer 403:*", {"word": "withdraw"}),
    Row("above-leave", f"{BODY}/above/leave", _MANAGERS, {}),
    Row("subordinates", "subordinates", _SUPERIORS),
    Row("subordinate", "subordinates/{body}", "401:nobody 200:auditor 404:peer 403:*"),
    Row("partner-report-photographed", "partner-reports/{owed}/submit-with-photos",
        "401:nobody 415:officer,county-officer,partner,hospital,peer 403:*", _POSTED),
)  # fmt: skip
FURTHER: Sequence[Row] = (*LEVELS, *CONSENTS, *ASKED, *LOOKED_AFTER, *BODIES)
