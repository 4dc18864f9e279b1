"""Orders by the thousand, as the form places them one by one: for benches and drills alone."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from liushui.config.simulators.wechat_pay.keys import MERCHANT_ID

_PLACE = """
insert into giving_giftorder (reference, project_id, by_guest, amount_minor, channel, display,
  donor_display, wishes, state, pay_url, merchant_id, created_at)
select 'LS-' || %(tag)s || '-' || lpad(n::text, 7, '0'), (%(projects)s::bigint[])[
    1 + n %% cardinality(%(projects)s::bigint[])], true, 100 + n * 7919 %% 99900,
  'wechat_native', 'anonymous', '', '{}', 'placed', '', %(merchant)s, now()
from generate_series(%(first)s::bigint, %(first)s::bigint + %(count)s::bigint - 1) n
returning reference, amount_minor"""


def place_orders(
    projects: Sequence[int], count: int, *, tag: str, first: int = 0
) -> list[tuple[str, int]]:
    """So many guests' orders, over these projects in turn: reference and fen of each."""
    bound: dict[str, Any] = {"projects": list(projects), "count": count, "tag": tag, "first": first}
    bound["merchant"] = MERCHANT_ID
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, bound)
        placed: list[tuple[str, int]] = cursor.fetchall()
    return placed
