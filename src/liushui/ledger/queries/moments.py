"""What funds held at a past second: read from their marks, one index look-up a fund."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from liushui.kernel.errors import NotFound
from liushui.ledger.queries.flows import Standing
from liushui.ledger.queries.funds import Balance

_AT = """select k.tip, k.taken, k.reserved from ledger_mark k
  where k.fund_id = f.id and k.at < date_trunc('second', %(moment)s::timestamptz)
  order by k.at desc limit 1"""


def balance_at(fund_id: int, moment: datetime) -> Balance:
    """What one fund held, had passed on and had reserved when the moment's second began.

    By when the database booked it, not by when it happened: what was told later counts later. A
    booking that was still under way is in it once it is done; the past of a minute ago stands.
    Raises ``NotFound``.
    """
    found = balances_at([fund_id], moment)
    if not found:
        raise NotFound
    return found[fund_id]


def balances_at(fund_ids: Iterable[int], moment: datetime) -> dict[int, Balance]:
    """What each of the funds held then; unknown ids are left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select f.id, coalesce(k.tip, 0), coalesce(k.taken, 0), coalesce(k.reserved, 0)
                from ledger_fund f left join lateral ({_AT}) k on true
                where f.id = any(%(funds)s)""",
            {"moment": moment, "funds": list(fund_ids)},
        )
        return {fund: Balance(*counts) for fund, *counts in cursor.fetchall()}


def standing_at(moment: datetime, resource: str = "CNY") -> Sequence[Standing]:
    """What stood where, by kind and use of fund, when the moment's second began. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select f.kind, f.sink_use, sum(k.tip - k.taken)::bigint, sum(k.reserved)::bigint
                from ledger_fund f cross join lateral ({_AT}) k
                where f.resource_id = %(resource)s group by 1, 2 order by 1, 2""",
            {"moment": moment, "resource": resource},
        )
        return [Standing(*row) for row in cursor.fetchall()]
