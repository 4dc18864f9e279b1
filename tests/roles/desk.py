"""Who is answered what at the addresses of desk."""

from collections.abc import Sequence

from tests.roles.row import Row

SIGNED_IN = "302:nobody 200:*"
AUDITORS = "302:nobody 200:auditor,county-approver,partner-director,peer 403:*"
OWN = "302:nobody 404:*"
EDITORS = "302:nobody 200:officer,county-officer,peer 403:*"
NO_WORK = "00000000-0000-4000-8000-000000000000"

ROWS: Sequence[Row] = (
    Row("desk:saved", "/console/lists/", SIGNED_IN),
    Row("desk:saved-delete", "/console/lists/saved/999999999/delete/", OWN, {"asked": "1"}),
    Row("desk:export", "/console/lists/projects/export/", EDITORS, {"sheet": "csv"}),
    Row("desk:export", "/console/lists/nothing/export/", OWN, {"sheet": "csv"}),
    Row("desk:save", "/console/lists/projects/save/",
        "302:nobody,officer,county-officer,peer 403:*", {"label": "筹款中", "state": "open"}),
    Row("desk:act", "/console/lists/projects/do/", EDITORS,
        {"verb": "close", "row": "{draft_project}"}),
    Row("desk:records", "/console/records/", AUDITORS),
    Row("desk:quality", "/console/records/quality/",
        "302:nobody 200:peer,finance,county-approver,partner-director,auditor 403:*"),
    Row("desk:work-list", "/console/long-work/", SIGNED_IN),
    Row("desk:work", f"/console/long-work/{NO_WORK}/", OWN),
    Row("desk:work-cancel", f"/console/long-work/{NO_WORK}/cancel/", OWN, {"asked": "1"}),
    Row("desk:work-result", f"/console/long-work/{NO_WORK}/result/", OWN),
)  # fmt: skip
