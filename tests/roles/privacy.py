"""Who is answered what at the addresses of privacy."""

from collections.abc import Sequence

from tests.roles.row import POSTED, Row

SIGNED_IN = "302:nobody 200:*"
SENT_ON = "302:*"
NOBODYS = "302:nobody 404:*"
# The vice president of the county's charity answers for it; the operator for what names nobody.
ANSWERING = "302:nobody 200:county-approver,operator,peer 403:*"
NONE_THERE = "302:nobody 404:county-approver,operator,peer 403:*"
REGISTERING = "302:nobody 200:county-approver,peer 403:*"
REFUSED = "302:nobody 422:county-approver,peer 403:*"
NOT_KNOWN = "302:nobody 404:county-approver,peer 403:*"
KEY = "00000000-0000-4000-8000-000000000000"

ROWS: Sequence[Row] = (
    Row("privacy:me", "/me/", SIGNED_IN),
    Row("privacy:data", "/me/data/", SIGNED_IN),
    Row("privacy:copy", "/me/data/copy/", SENT_ON, POSTED),
    Row("privacy:copy-file", f"/me/data/copies/{KEY}/", NOBODYS),
    Row("privacy:name", "/me/data/name/", SIGNED_IN),
    Row("privacy:name", "/me/data/name/", "302:nobody 422:*", {"name": ""}),
    Row("privacy:stop", "/me/data/stop/", SENT_ON, POSTED),
    Row("privacy:erase", "/me/data/erase/", SIGNED_IN),
    Row("privacy:erase", "/me/data/erase/", "302:nobody 422:*", POSTED),
    Row("privacy:call-back", "/me/data/erase/call-back/", NOBODYS, POSTED),
    Row("privacy:ask", "/me/data/ask/", SIGNED_IN),
    Row("privacy:ask", "/me/data/ask/", "302:nobody 422:*", POSTED),
    Row("privacy:readings", "/me/readings/", SIGNED_IN),
    Row("privacy:consents", "/me/consents/", SIGNED_IN),
    Row("privacy:say", "/me/consents/messages/", SENT_ON, {"do": "agree"}),
    Row("privacy:say", "/me/consents/anything/", NOBODYS, {"do": "agree"}),
    Row("privacy:children", "/me/children/", SIGNED_IN),
    Row("privacy:children", "/me/children/", "302:nobody 422:*", POSTED),
    Row("privacy:child", "/me/children/{child}/", "302:nobody 200:donor 404:*"),
    Row("privacy:child-name", "/me/children/{child}/name/",
        "302:nobody 422:donor 404:*", {"name": ""}),
    Row("privacy:child-erase", "/me/children/{child}/erase/", "302:nobody,donor 404:*", POSTED),
    Row("privacy:child-copy", "/me/children/{child}/copy/", "302:nobody,donor 404:*", POSTED),
    Row("privacy:requests", "/console/privacy/", ANSWERING),
    Row("privacy:question", "/console/privacy/{question}/",
        "302:nobody 200:county-approver 404:operator,peer 403:*"),
    Row("privacy:question", "/console/privacy/{question}/",
        "302:nobody 422:county-approver 404:operator,peer 403:*", {"words": ""}),
    Row("privacy:given", "/console/privacy/given/", "302:nobody 200:county-approver,peer 403:*"),
    Row("privacy:given", "/console/privacy/given/",
        "302:nobody 422:county-approver,peer 403:*", POSTED),
    Row("privacy:retention", "/console/privacy/retention/", ANSWERING),
    Row("privacy:locked", f"/console/privacy/locked/{KEY}/", NONE_THERE),
    Row("privacy:locked-decide", f"/console/privacy/openings/{KEY}/decide/", NONE_THERE, POSTED),
    Row("privacy:locked-read", f"/console/privacy/openings/{KEY}/read/", NONE_THERE, POSTED),
    Row("privacy:breaches", "/console/privacy/breaches/", REGISTERING),
    Row("privacy:breaches", "/console/privacy/breaches/", REFUSED, POSTED),
    Row("privacy:breach", f"/console/privacy/breaches/{KEY}/", NOT_KNOWN),
    Row("privacy:assessments", "/console/privacy/assessments/", REGISTERING),
    Row("privacy:assessments", "/console/privacy/assessments/", REFUSED, POSTED),
    Row("privacy:assessment-paper", f"/console/privacy/assessments/{KEY}/paper/", NOT_KNOWN),
    Row("privacy:on-paper", "/console/privacy/on-paper/",
        "302:nobody 200:county-approver,peer 403:*"),
    Row("privacy:on-paper", "/console/privacy/on-paper/",
        "302:nobody 422:county-approver,peer 403:*", POSTED),
    Row("privacy:paper-call-back", "/console/privacy/on-paper/999999999/call-back/",
        "302:nobody 404:county-approver,peer 403:*", POSTED),
)  # fmt: skip
