"""The one order in which every writer locks: holders, then funds, each by id (L7)."""

from collections.abc import Iterable

from django.db import connection

from liushui.ledger.models import Fund


def lock_funds(fund_ids: Iterable[int]) -> dict[int, Fund]:
    """Lock the funds and share their holders' books until the transaction ends.

    The rows are as they stand once every earlier writer has finished. Call inside a transaction.
    Whoever moves between several pairs of funds in one transaction calls this first, with all of
    them: each move locks its own two, and two such transactions would wait for each other.
    """
    ids = list(set(fund_ids))
    with connection.cursor() as cursor:
        cursor.execute("select ledger_share_books(%s)", [ids])
    funds = Fund.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {fund.pk: fund for fund in funds}


def close_books(holder_id: int) -> None:
    """Wait until no booking of this holder is under way, and keep new ones out meanwhile.

    Bookings that come later wait behind this, until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ledger_close_books(%s)", [holder_id])
