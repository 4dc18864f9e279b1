"""Who is answered what at the addresses of items."""

from collections.abc import Sequence

from tests.roles.row import ALL, OFFICERS, POSTED, Row

READERS = "302:nobody 200:peer,city,county,partner-director 403:*"
OWN = "302:nobody 200:county 404:peer,city,partner-director 403:*"
DONE = "302:nobody,county-officer 404:peer,city,partner-director 403:*"
DRAFTED = "302:nobody 422:county-officer 404:peer,officer 403:*"
ROWS: Sequence[Row] = (
    Row("items:gallery", "/gallery/walk/", ALL),
    Row("items:piece", "/gallery/walk/1/", ALL),
    Row("items:picture", "/gallery/walk/1/picture", ALL),
    Row("items:kept", "/gifts/{kept_gift}/piece", ALL),
    Row("items:acts", "/acts/", ALL),
    Row("items:rule", "/acts/walk/", ALL),
    Row("items:tell", "/api/acts", "401:*", POSTED),
    Row("items:flowers", "/flowers/", ALL),
    Row("items:pick", "/flowers/pick/", "302:*", {"why": "visit"}),
    Row("items:give-flowers", "/flowers/give/", "302:nobody 422:*", POSTED),
    Row("items:stream", "/live/walk/", ALL),
    Row("items:console", "/console/items/", READERS),
    Row("items:steps", "/console/items/steps/", READERS),
    Row("items:flower-rules", "/console/items/flowers/", "302:nobody 200:operator 403:*"),
    Row("items:gallery-new", "/console/items/galleries/new/", OFFICERS),
    Row("items:console-gallery", "/console/items/galleries/walk/", OWN),
    Row("items:gallery-do", "/console/items/galleries/walk/do/", DONE, {"do": "end"}),
    Row("items:rule-new", "/console/items/acts/new/", OFFICERS),
    Row("items:console-rule", "/console/items/acts/walk/", OWN),
    Row("items:rule-do", "/console/items/acts/walk/do/", DONE, {"do": "end"}),
    Row("items:partner-new", "/console/items/acts/walk/partners/", DRAFTED, POSTED),
    Row("items:stream-new", "/console/items/streams/new/", OFFICERS),
    Row("items:console-stream", "/console/items/streams/walk/", OWN),
)  # fmt: skip
