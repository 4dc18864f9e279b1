"""Who is answered what at the interface: in a browser as a stranger, with a token as its post."""

from collections.abc import Mapping, Sequence
from typing import Any

from liushui.api.register import operations
from liushui.parties.access import PUBLIC
from tests.roles.row import ALL, Row

_HOLDERS = "302:nobody 403:donor,another-donor,stranger,suspended,ended 200:*"
_V1 = "/api/v1/"
_WORDS: Mapping[str, Any] = {
    "words": {"title": "核", "summary": "核"},
    "plan": {"goal": 1, "starts_on": "2026-01-01", "ends_on": "2026-01-02"},
}

# With a token of the post that carries the most. Whoever holds none is a stranger here.
CALLS: Sequence[Row] = (
    Row("self", "self", "200:*"),
    Row("organisations", "organisations", "200:*"),
    Row("organisation", "organisations/{body}", "200:*"),
    Row("certificates-waiting", "organisations/{body}/certificates/waiting", "200:*"),
    Row("certificate-enter", "organisations/{body}/certificates", "200:*", {"asked": "1"}),
    Row("certificate-check", "organisations/{body}/certificates/999/check", "200:*",
        {"agrees": False}),
    Row("projects", "projects", "200:*"),
    Row("own-projects", "own/projects", "200:*"),
    Row("project", "projects/{draft_project}", "200:*"),
    Row("project-draft", "projects", "200:*", {"asked": "1"}),
    Row("project-change", "projects/{draft_project}/change", "200:*", _WORDS),
    Row("project-open", "projects/{draft_project}/open", "200:*", {}),
    Row("project-close", "projects/{project}/close", "200:*", {"why": "核"}),
    Row("project-suspend", "projects/{project}/suspend", "200:*", {"why": "核"}),
    Row("project-resume", "projects/{project}/resume", "200:*", {}),
    Row("reports", "projects/{project}/reports", "200:*"),
    Row("report", "projects/{project}/reports", "200:*", {"title": "核", "body": "核"}),
    Row("plans", "projects/{project}/plans", "200:*"),
    Row("people-in-charge", "organisations/{body}/people-in-charge", "200:*"),
    Row("plan-write", "projects/{draft_project}/plan", "200:*", {"purpose": "核"}),
    Row("plan-submit", "projects/{draft_project}/plan/submit", "200:*", {}),
    Row("plan-agree", "projects/{draft_project}/plan/agree", "200:*", {}),
    Row("plan-send-back", "projects/{draft_project}/plan/send-back", "200:*", {"why": "核"}),
    Row("plan-filing", "projects/{draft_project}/plan/filing", "200:*",
        {"filed_on": "2026-01-01"}),
    Row("plan-change", "projects/{project}/plan/change", "200:*", {"asked": "1"}),
    Row("plan-drop-change", "projects/{project}/plan/drop-change", "200:*", {}),
    Row("project-money-out", "projects/{project}/money-out", "200:*"),
    Row("uses", "uses", "200:*"),
    Row("purses-to-use", "own/purses-to-use", "200:*"),
    Row("use-report", "uses", "200:*", {"asked": "1"}),
    Row("purses", "own/purses", "200:*"),
    Row("agreements", "agreements", "200:*"),
    Row("agreement", "agreements/{agreement}", "200:*"),
    Row("agreement-made", "agreements", "200:*", {"asked": "1"}),
    Row("agreement-end", "agreements/{agreement}/end", "200:*", {"why": "核"}),
    Row("payments", "payments", "200:*"),
    Row("payment", "payments/{drafted}", "200:*"),
    Row("payment-draft", "agreements/{agreement}/payments", "200:*",
        {"amount": 1, "purpose": "核"}),
    Row("payment-approve", "payments/{drafted}/approve", "200:*", {}),
    Row("payment-cancel", "payments/{drafted}/cancel", "200:*", {"why": "核"}),
    Row("payment-order", "payments/{approved}/order", "200:*", {"order_ref": "ZL-9"}),
    Row("payment-paid", "payments/{ordered}/paid", "200:*",
        {"bank_ref": "HD-1", "paid_at": "2026-01-01T10:00:00+08:00"}),
    Row("payment-returned", "payments/{ordered}/returned", "200:*",
        {"amount": 3, "bank_ref": "TH-1", "returned_at": "2026-01-01T10:00:00Z", "why": "核"}),
    Row("payment-requests", "agreements/{agreement}/requests", "200:*"),
    Row("payment-request", "agreements/{agreement}/requests", "200:*",
        {"amount": 1, "purpose": "核"}),
    Row("payment-request-decline", "requests/{request}/decline", "200:*", {"why": "核"}),
    Row("payment-request-withdraw", "requests/{request}/withdraw", "200:*", {}),
    Row("report-tree", "projects/{project}/report-tree", "200:*"),
    Row("partner-reports", "partner-reports", "200:*"),
    Row("partner-report", "partner-reports/{owed}", "200:*"),
    Row("partner-report-submit", "partner-reports/{owed}/submit", "200:*", {"asked": "1"}),
    Row("partner-report-accept", "partner-reports/{owed}/accept", "200:*", {}),
    Row("partner-report-return", "partner-reports/{owed}/return", "200:*", {"why": "核"}),
    Row("partner-report-waive", "partner-reports/{owed}/waive", "200:*", {"why": "核"}),
    Row("gifts", "gifts", "200:*"),
    Row("gift", "gifts/{medical_gift}", "200:*"),
    Row("funds", "funds", "200:*"),
    Row("statement", "funds/{fund}/statement", "200:*"),
    Row("rules", "rules", "200:*"),
    Row("duties-board", "duties/board", "200:*"),
    Row("duties", "duties", "200:*"),
    Row("duty", "duties/999", "200:*"),
    Row("duty-done", "duties/999/done", "200:*", {"on": "2026-01-01"}),
)  # fmt: skip
_SOMEWHERE = {row.name: row for row in CALLS}

ROWS: Sequence[Row] = (
    Row("api:page", "/api/", ALL),
    Row("api:document", "/api/v1/openapi.json", ALL),
    Row("api:missing", "/api/v1/nothing", "404:*"),
    Row("api:tokens", "/me/tokens/", _HOLDERS),
    Row("api:token-new", "/me/tokens/new/", _HOLDERS),
    Row("api:token-new", "/me/tokens/new/", _HOLDERS.replace("200:*", "422:*"), {"asked": "1"}),
    Row("api:token-end", "/me/tokens/{token}/end/",
        _HOLDERS.replace("200:*", "302:county-officer 404:*"), {"asked": "1"}),
    *(
        Row(
            f"api:{one.name}",
            _V1 + _SOMEWHERE[one.name].path,
            ALL if one.access == PUBLIC and one.name != "project" else "401:*",
            _SOMEWHERE[one.name].posted and {"asked": "1"},
        )
        for one in operations()
    ),
)  # fmt: skip
