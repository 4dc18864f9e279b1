"""Who is answered what at the addresses of teams."""

from collections.abc import Sequence

from tests.roles.row import ALL, DRAFTERS, OFFICERS, POSTED, Row

OWN = "302:nobody 200:*"
CAPTAIN = "302:nobody 200:donor 403:*"
CAPTAIN_ACTS = "302:nobody,donor 403:*"
KEEPER = "302:nobody 200:operator 403:*"
ROWS: Sequence[Row] = (
    Row("teams:list", "/teams/", ALL),
    Row("teams:new", "/teams/new/{project}/", OWN),
    Row("teams:new", "/teams/new/{project}/", "302:nobody 422:*", POSTED),
    Row("teams:team", "/teams/{team}/", ALL),
    Row("teams:gifts", "/teams/{team}/gifts/", ALL),
    Row("teams:invite", "/teams/{team}/invite/", ALL),
    Row("teams:part", "/teams/{team}/part/", CAPTAIN),
    Row("teams:call-captain", "/teams/{team}/captain/", "302:nobody 409:donor 403:*",
        {"do": "call"}),
    Row("teams:take-lead", "/teams/{team}/lead/no-such-word/", OWN),
    Row("teams:change", "/teams/{team}/change/", CAPTAIN),
    Row("teams:close", "/teams/{team}/close/", CAPTAIN_ACTS, POSTED),
    Row("teams:say", "/teams/{team}/say/", "302:nobody 422:another-donor 403:*", {"text": "好"}),
    Row("teams:words", "/teams/{team}/words/", CAPTAIN),
    Row("teams:judge", "/teams/words/{word}/", "302:nobody,donor,county-officer 404:*",
        {"do": "show"}),
    Row("teams:mine", "/me/teams/", OWN),
    Row("teams:firms", "/firms/", ALL),
    Row("teams:firm", "/firms/{firm}/", ALL),
    Row("teams:firm-ask", "/firms/ask/", OWN),
    Row("teams:firm-join", "/firms/join/", OWN),
    Row("teams:firm-join", "/firms/join/", "302:nobody 422:*", {"code": "X"}),
    Row("teams:firm-people", "/firms/{firm}/people/", CAPTAIN),
    Row("teams:firm-person", "/firms/{firm}/people/{firm_person}/", "302:nobody 409:donor 403:*",
        {"do": "rest"}),
    Row("teams:firm-code", "/firms/{firm}/code/", CAPTAIN_ACTS, POSTED),
    Row("teams:firm-leave", "/firms/{firm}/leave/", "409:donor 302:*", POSTED),
    Row("teams:firm-statement", "/firms/{firm}/statements/2026/{body}.pdf",
        "302:nobody 409:donor 403:*"),
    Row("teams:console-teams", "/console/teams/", OFFICERS),
    Row("teams:console-words", "/console/teams/words/", OFFICERS),
    Row("teams:stop", "/console/teams/{team}/stop/", "302:nobody,county-officer 403:*", POSTED),
    Row("teams:firm-requests", "/console/firms/", KEEPER),
    Row("teams:firm-request", "/console/firms/{firm_request}/", KEEPER),
    Row("teams:firm-licence", "/console/firms/{firm_request}/licence", KEEPER),
    Row("teams:firm-decide", "/console/firms/{firm_request}/decide/",
        "302:nobody,operator 403:*", {"do": "agree"}),
    Row("teams:firm-pool", "/console/firms/pools/", DRAFTERS),
)  # fmt: skip
