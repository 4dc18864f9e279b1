"""The one order in which every writer locks: holders, then funds, each by id (L7)."""

from collections.abc import Iterable

from django.db import connection

from liushui.base.arrays import array_of
from liushui.base.prepared import prepared
from liushui.ledger.models import Fund

_LOCK = """
select id from ledger_fund where id = any(%s::bigint[]) order by id for no key update"""


def lock_funds(fund_ids: Iterable[int]) -> dict[int, Fund]:
    """Lock the funds and share their holders' books until the transaction ends.

    The rows are as they stand once every earlier writer has finished. Call inside a transaction.
    Whoever moves between several pairs of funds in one transaction calls this first, with all of
    them: each move locks its own two, and two such transactions would wait for each other.
    """
    ids = set(fund_ids)
    _share_books(ids)
    funds = Fund.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {fund.pk: fund for fund in funds}


def lock_fund_ids(fund_ids: Iterable[int]) -> list[int]:
    """The same locks for who needs to know no more than which of these funds there are."""
    ids = set(fund_ids)
    _share_books(ids)
    with prepared() as cursor:
        cursor.execute(_LOCK, [array_of(ids)])
        return [row[0] for row in cursor.fetchall()]


def close_books(holder_id: int) -> None:
    """Wait until no booking of this holder is under way, and keep new ones out meanwhile.

    Bookings that come later wait behind this, until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ledger_close_books(%s)", [holder_id])


def _share_books(fund_ids: Iterable[int]) -> None:
    with prepared() as cursor:
        cursor.execute("select ledger_share_books(%s::bigint[])", [array_of(fund_ids)])


def hold_movements() -> None:
    """Let nobody book anything until the transaction ends: the public log is being opened."""
    with connection.cursor() as cursor:
        cursor.execute("lock table ledger_movement in share row exclusive mode")
