"""Who is answered what at the addresses of insight."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

ROWS: Sequence[Row] = (
    Row("insight:where", "/gifts/{gift}/where", ALL),
    Row("insight:gift-entries", "/gifts/{gift}/entries", ALL),
    Row("insight:givers", "/cases/{case}/givers", ALL),
    Row("insight:case-entries", "/cases/{case}/givers/entries", ALL),
    Row("insight:entry", "/entries/{movement}", ALL),
    Row("insight:between", "/flows/{fund}/{partner_fund}/", ALL),
    Row("insight:wall", "/projects/{project}/gifts/", ALL),
    Row("insight:wall", "/projects/{draft_project}/gifts/", "200:county 404:*"),
    Row("insight:wall-json", "/projects/{project}/gifts.json", ALL),
    Row("insight:project-flow", "/projects/{project}/flow", ALL),
    Row("insight:project-flow", "/projects/{draft_project}/flow", "200:county 404:*"),
    Row("insight:where-json", "/gifts/{gift}/where.json", ALL),
    Row("insight:givers-json", "/cases/{case}/givers.json", ALL),
    Row("insight:project-flow-json", "/projects/{project}/flow.json", ALL),
    Row("insight:project-flow-json", "/projects/{draft_project}/flow.json", "200:county 404:*"),
    Row("insight:balance-json", "/balance.json", ALL),
    Row("insight:subordinates", "/console/subordinates/", "302:nobody 200:auditor,peer 403:*"),
    Row("insight:subordinate", "/console/subordinates/{body}/",
        "302:nobody 200:auditor 404:peer 403:*"),
    Row("insight:organisation", "/organisations/{body}/", ALL),
)  # fmt: skip
