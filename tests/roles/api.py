"""Who is answered what at the interface: in a browser as a stranger, with a token as its post."""

from collections.abc import Mapping, Sequence
from typing import Any

from liushui.api.register import operations
from liushui.api.rooms import Operation
from liushui.parties.access import PUBLIC
from tests.roles.api_further import FURTHER
from tests.roles.api_own import MORE
from tests.roles.row import ALL, Row

_HOLDERS = "302:nobody 403:donor,another-donor,stranger,suspended,ended 200:*"
_V1 = "/api/v1/"
_WORDS: Mapping[str, Any] = {
    "words": {"title": "核", "summary": "核"},
    "plan": {"goal": 1, "starts_on": "2026-01-01", "ends_on": "2026-01-02"},
}

# With a token of the post that carries the most. Whoever holds none is a stranger here.
_POSTS: Sequence[Row] = (
    Row("self", "self", "401:nobody 200:*"),
    Row("organisations", "organisations", "200:*"),
    Row("organisation", "organisations/{body}", "200:*"),
    Row("certificates-waiting", "organisations/{body}/certificates/waiting",
        "401:nobody 200:county-officer,county-approver 403:*"),
    Row("certificate-enter", "organisations/{body}/certificates",
        "401:nobody 415:officer,county-officer,peer 403:*", {"asked": "1"}),
    Row("certificate-check", "organisations/{body}/certificates/999/check",
        "401:nobody 404:county-officer,county-approver 403:*", {"agrees": False}),
    Row("projects", "projects", "200:*"),
    Row("own-projects", "own/projects", "401:nobody 200:officer,county-officer,peer 403:*"),
    Row("project", "projects/{draft_project}", "200:county 404:*"),
    Row("project-draft", "projects",
        "401:nobody 422:officer,county-officer,peer 403:*", {"asked": "1"}),
    Row("project-change", "projects/{draft_project}/change",
        "401:nobody 200:county-officer 404:officer,peer 403:*", _WORDS),
    Row("project-open", "projects/{draft_project}/open",
        "401:nobody 404:officer,peer 422:county-officer 403:*", {}),
    Row("project-close", "projects/{project}/close",
        "401:nobody 200:county-officer 403:*", {"why": "核"}),
    Row("project-suspend", "projects/{project}/suspend",
        "401:nobody 200:operator,county-officer 403:*", {"why": "核"}),
    Row("project-resume", "projects/{project}/resume",
        "401:nobody 200:operator,county-officer 403:*", {}),
    Row("reports", "projects/{project}/reports", "200:*"),
    Row("report", "projects/{project}/reports",
        "401:nobody 200:county-officer 403:*", {"title": "核", "body": "核"}),
    Row("plans", "projects/{project}/plans", "200:*"),
    Row("people-in-charge", "organisations/{body}/people-in-charge",
        "401:nobody 200:county-officer 403:*"),
    Row("plan-write", "projects/{draft_project}/plan",
        "401:nobody 200:county-officer 404:officer,peer 403:*", {"purpose": "核"}),
    Row("plan-submit", "projects/{draft_project}/plan/submit",
        "401:nobody 404:officer,peer 409:county-officer 403:*", {}),
    Row("plan-agree", "projects/{draft_project}/plan/agree",
        "401:nobody 404:officer,peer 409:county-officer 403:*", {}),
    Row("plan-send-back", "projects/{draft_project}/plan/send-back",
        "401:nobody 404:officer,peer 409:county-officer 403:*", {"why": "核"}),
    Row("plan-filing", "projects/{draft_project}/plan/filing",
        "401:nobody 404:officer,peer 409:county-officer 403:*", {"filed_on": "2026-01-01"}),
    Row("plan-change", "projects/{project}/plan/change",
        "401:nobody 422:officer,county-officer,peer 403:*", {"asked": "1"}),
    Row("plan-drop-change", "projects/{project}/plan/drop-change",
        "401:nobody 200:county-officer 403:*", {}),
    Row("surpluses", "projects/{project}/surplus", "200:*"),
    Row("surplus-propose", "projects/{project}/surplus",
        "401:nobody 409:county-officer 403:*", {"to": "P2026-1", "basis": "plan", "why": "核"}),
    Row("surplus-decide", "projects/{project}/surplus/decide",
        "401:nobody 404:county-approver 403:*", {"agrees": True}),
    Row("project-archive", "projects/{project}/archive",
        "401:nobody 409:county-officer 403:*", {}),
    Row("project-money-out", "projects/{project}/money-out", "200:*"),
    Row("uses", "uses", "401:nobody 200:*"),
    Row("purses-to-use", "own/purses-to-use",
        "401:nobody 200:officer,county-officer,partner,hospital,peer 403:*"),
    Row("use-report", "uses",
        "401:nobody 415:officer,county-officer,partner,hospital,peer 403:*", {"asked": "1"}),
    Row("use", "uses/{waiting_use}", "401:nobody 200:county 404:*"),
    Row("use-confirm", "uses/{waiting_use}/confirm",
        "401:nobody 200:county-approver 404:finance,partner-director,peer 403:*", {}),
    Row("use-refuse", "uses/{waiting_use}/refuse",
        "401:nobody 200:county-approver 404:finance,partner-director,peer 403:*", {"why": "核"}),
    Row("use-withdraw", "uses/{waiting_use}/withdraw",
        "401:nobody 200:county-officer 404:officer,partner,hospital,peer 403:*", {}),
    Row("purses", "own/purses",
        "401:nobody 200:finance,county-approver,partner-director,peer 403:*"),
    Row("agreements", "agreements", "401:nobody 200:*"),
    Row("agreement", "agreements/{agreement}", "401:nobody 200:county,partners 404:*"),
    Row("agreement-made", "agreements",
        "401:nobody 422:finance,county-approver,partner-director,peer 403:*", {"asked": "1"}),
    Row("agreement-end", "agreements/{agreement}/end",
        "401:nobody 200:county-approver 404:finance,peer 403:*", {"why": "核"}),
    Row("payments", "payments", "401:nobody 200:*"),
    Row("payment", "payments/{drafted}", "401:nobody 200:county,partners 404:*"),
    Row("payment-draft", "agreements/{agreement}/payments",
        "401:nobody 200:county-officer 404:officer,peer 403:*", {"amount": 1, "purpose": "核"}),
    Row("payment-approve", "payments/{drafted}/approve",
        "401:nobody 200:county-approver 404:finance,peer 403:*", {}),
    Row("payment-cancel", "payments/{drafted}/cancel",
        "401:nobody 200:county-officer,county-approver 404:officer,finance,cashier,peer 403:*",
        {"why": "核"}),
    Row("payment-order", "payments/{approved}/order",
        "401:nobody 200:county-cashier 404:cashier,peer 403:*", {"order_ref": "ZL-9"}),
    Row("payment-paid", "payments/{ordered}/paid",
        "401:nobody 200:county-cashier 404:cashier,peer 403:*",
        {"bank_ref": "HD-1", "paid_at": "2026-01-01T10:00:00+08:00"}),
    Row("payment-returned", "payments/{ordered}/returned",
        "401:nobody 404:cashier,peer 409:county-cashier 403:*",
        {"amount": 3, "bank_ref": "TH-1", "returned_at": "2026-01-01T10:00:00Z", "why": "核"}),
    Row("payment-returns", "payments/{drafted}/returns",
        "401:nobody 200:county,partners 404:*"),
    Row("payment-return-decide", "payments/{ordered}/returns/999/decide",
        "401:nobody 404:cashier,county-cashier,finance,county-approver,peer 403:*",
        {"agrees": True}),
    Row("payment-requests", "agreements/{agreement}/requests",
        "401:nobody 200:county,partners 404:*"),
    Row("payment-request", "agreements/{agreement}/requests",
        "401:nobody 200:partner 404:officer,hospital,peer 403:*", {"amount": 1, "purpose": "核"}),
    Row("payment-request-decline", "requests/{request}/decline",
        "401:nobody 200:county-officer 404:officer,peer 403:*", {"why": "核"}),
    Row("payment-request-withdraw", "requests/{request}/withdraw",
        "401:nobody 200:partner 404:officer,hospital,peer 403:*", {}),
    Row("report-tree", "projects/{project}/report-tree", "200:*"),
    Row("partner-reports", "partner-reports", "401:nobody 200:*"),
    Row("partner-report", "partner-reports/{owed}", "401:nobody 200:county,partners 404:*"),
    Row("partner-report-submit", "partner-reports/{owed}/submit",
        "401:nobody 422:officer,county-officer,partner,hospital,peer 403:*", {"asked": "1"}),
    Row("partner-report-accept", "partner-reports/{owed}/accept",
        "401:nobody 404:finance,peer 409:county-approver 403:*", {}),
    Row("partner-report-return", "partner-reports/{owed}/return",
        "401:nobody 404:finance,peer 409:county-approver 403:*", {"why": "核"}),
    Row("partner-report-waive", "partner-reports/{owed}/waive",
        "401:nobody 200:county-approver 404:finance,peer 403:*", {"why": "核"}),
    Row("gifts", "gifts", "401:nobody 403:operator,partner,partner-cashier,hospital 200:*"),
    Row("gift", "gifts/{medical_gift}",
        "401:nobody 200:county 403:operator,partner,partner-cashier,hospital 404:*"),
    Row("funds", "funds", "401:nobody 403:operator,hospital 200:*"),
    Row("statement", "funds/{fund}/statement",
        "401:nobody 200:county 403:operator,hospital 404:*"),
    Row("rules", "rules", "200:*"),
    Row("duties-board", "duties/board", "200:*"),
    Row("duties", "duties", "401:nobody 403:cashier,county-cashier,partner-cashier 200:*"),
    Row("duty", "duties/999", "401:nobody 403:cashier,county-cashier,partner-cashier 404:*"),
    Row("duty-done", "duties/999/done",
        "401:nobody 404:officer,operator,county-officer,peer 403:*", {"on": "2026-01-01"}),
)  # fmt: skip
_PLACES = {one.name: place for place, one in enumerate(operations())}
CALLS: Sequence[Row] = sorted((*_POSTS, *MORE, *FURTHER), key=lambda row: _PLACES[row.name])
# Who they are makes no difference at these.
_SOME = ("nobody", "peer")
_SOMEWHERE = {row.name: row for row in CALLS}


def _as_a_stranger(one: Operation) -> str:
    """No session counts: whoever comes by a browser may what everyone may."""
    if one.name in {"project", "case"}:  # the rows name what is not public yet
        return "404:*"
    if one.access != PUBLIC:
        return "401:*"
    return "415:*" if one.writes else ALL


ROWS: Sequence[Row] = (
    Row("api:page", "/api/", ALL, roles=_SOME),
    Row("api:document", "/api/v1/openapi.json", ALL, roles=_SOME),
    Row("api:missing", "/api/v1/nothing", "404:*"),
    Row("api:tokens", "/me/tokens/", "302:nobody 200:*"),
    Row("api:token-new", "/me/tokens/new/", _HOLDERS),
    Row("api:token-new", "/me/tokens/new/", _HOLDERS.replace("200:*", "422:*"), {"asked": "1"}),
    Row("api:token-end", "/me/tokens/{token}/end/",
        "302:nobody,county-officer 404:*", {"asked": "1"}),
    *(
        Row(
            f"api:{one.name}",
            _V1 + _SOMEWHERE[one.name].path,
            _as_a_stranger(one),
            {"asked": "1"} if one.writes else None,
            roles=_SOME,
        )
        for one in operations()
    ),
)  # fmt: skip
