"""Who is answered what at the addresses of projects."""

from collections.abc import Sequence

from tests.roles.row import ALL, DRAFT, OFFICER, OFFICERS, POSTED, Row

ROWS: Sequence[Row] = (
    Row("projects:list", "/projects/", ALL),
    Row("projects:project", "/projects/{project}/", ALL),
    Row("projects:project", "/projects/{draft_project}/", "200:county 404:*"),
    Row("projects:console-list", "/console/projects/", OFFICERS),
    Row("projects:new", "/console/projects/new/", OFFICERS),
    Row("projects:new", "/console/projects/new/",
        "302:nobody 422:peer,officer,county-officer 403:*", POSTED),
    Row("projects:console-project", "/console/projects/{project}/", OFFICER),
    Row("projects:console-project", "/console/projects/{draft_project}/", DRAFT),
    Row("projects:edit", "/console/projects/{project}/edit/", OFFICER),
    Row("projects:edit", "/console/projects/{project}/edit/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("projects:edit", "/console/projects/{draft_project}/edit/", DRAFT),
    Row("projects:open", "/console/projects/{draft_project}/open/",
        "302:nobody 422:county-officer 404:peer,officer 403:*", POSTED),
    Row("projects:close", "/console/projects/{project}/close/", "302:nobody,county-officer 403:*",
        POSTED),
    Row("projects:report", "/console/projects/{project}/report/", OFFICER),
    Row("projects:report", "/console/projects/{project}/report/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("projects:wishes", "/console/projects/{project}/wishes/", OFFICER),
    Row("projects:wishes", "/console/projects/{project}/wishes/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("projects:wish-withdraw", "/console/projects/{project}/wishes/{offer}/withdraw/",
        "302:nobody,county-officer 403:*", POSTED),
)  # fmt: skip
