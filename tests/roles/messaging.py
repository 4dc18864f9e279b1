"""Who is answered what at the addresses of messaging."""

from collections.abc import Sequence

from tests.roles.row import ALL, Row

SIGNED_IN = "302:nobody 200:*"
SENT_ON = "302:*"
NO_SERVER = "302:nobody 503:*"

ROWS: Sequence[Row] = (
    Row("messaging:demo-messages", "/demo/messages/", ALL),
    Row("messaging:inbox", "/me/messages/", SIGNED_IN),
    Row("messaging:read", "/me/messages/999999999/read/", "302:nobody 404:*", {"asked": "1"}),
    Row("messaging:read-all", "/me/messages/read/", SENT_ON, {"asked": "1"}),
    Row("messaging:choices", "/me/messages/choices/", SIGNED_IN),
    Row("messaging:choose", "/me/messages/choices/keep/", SENT_ON, {"asked": "1"}),
    Row("messaging:address", "/me/messages/address/", NO_SERVER, {"address": "a@example.org"}),
    Row("messaging:confirm", "/me/messages/address/confirm/", "302:nobody 422:*", {"code": "1"}),
    Row("messaging:address-drop", "/me/messages/address/forget/", SENT_ON, {"asked": "1"}),
)  # fmt: skip
