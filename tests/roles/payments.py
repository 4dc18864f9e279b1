"""Who is answered what at the addresses of payments."""

from collections.abc import Sequence

from tests.roles.row import POSTED, Row

ROWS: Sequence[Row] = (Row("payments:wechat-complaint", "/pay/wechat/complaint", "503:*", POSTED),)
