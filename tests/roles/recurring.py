"""Who is answered what at the addresses of recurring."""

from collections.abc import Sequence

from tests.roles.row import Row

_CONSOLE = "302:nobody 403:plain,partner,partner-cashier,hospital 200:*"
_OWN = "302:nobody 200:donor 403:city 404:*"
_POST = "302:nobody,donor 403:city 404:*"
_CHANGED = {"amount": "50", "day": "7"}
ROWS: Sequence[Row] = (
    Row("recurring:begin", "/give/{project}/regularly/", "302:nobody 503:*"),
    Row("recurring:mine", "/me/regular/", "302:nobody 200:*"),
    Row("recurring:mandate", "/me/regular/{mandate}/", _OWN),
    Row("recurring:change", "/me/regular/{mandate}/change/", _OWN),
    Row("recurring:change", "/me/regular/{mandate}/change/",
        "302:nobody 422:donor 403:city 404:*", _CHANGED),
    Row("recurring:sign", "/me/regular/{mandate}/sign",
        "302:nobody 409:donor 403:city 404:*", {}),
    Row("recurring:do", "/me/regular/{mandate}/do", _POST, {"do": "pause"}),
    Row("recurring:open", "/regular/{mandate_link}/", "200:*"),
    Row("recurring:open", "/regular/{mandate}.forged/", "404:*"),
    Row("recurring:end-by-link", "/regular/{mandate_link}/end", "302:*", {}),
    Row("recurring:notify", "/pay/wechat/agreements/notify", "503:*", {}),
    Row("recurring:console", "/console/regular/", _CONSOLE),
)  # fmt: skip
