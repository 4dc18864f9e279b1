"""Who is answered what at the addresses of web."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

ROWS: Sequence[Row] = (
    Row("web:home", "/", ALL),
    Row("web:find", "/find/", ALL),
    Row("web:console", "/console/", "302:nobody 200:operator 403:plain 200:*"),
    Row("web:language", "/language/", "302:*", {"language": "en"}),
    Row("web:theme", "/theme/", "302:*", {"theme": "dark"}),
    Row("web:project-card", "/projects/{project}/card.png", ALL),
    Row("web:gift-card", "/gifts/{gift}/card.png", ALL),
    Row("web:manifest", "/site.webmanifest", ALL),
    Row("web:favicon", "/favicon.ico", "302:*"),
    Row("web:styleguide", "/styleguide/", ALL),
)  # fmt: skip
