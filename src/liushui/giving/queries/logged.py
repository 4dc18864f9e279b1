"""Gifts as the public log needs them: the order and the payment behind each."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from liushui.base.arrays import array_of_texts

_ORDERS = """
select o.reference, o.channel, o.hides_amount, o.donor_display, d.vault_id,
  coalesce(p.provider || ':' || p.transaction_id, '')
from giving_giftorder o left join parties_person d on d.id = o.donor_id
left join giving_payment p on p.order_id = o.id and p.finding <> 'second_payment'
where o.reference = any(%s::text[])"""


class LoggedOrder(NamedTuple):
    """Who gave by which way; ``vault_id`` is nobody's where a guest gave."""

    reference: str
    channel: str
    hides_amount: bool
    donor_display: str
    vault_id: UUID | None
    payment: str


def logged_orders(references: Iterable[str]) -> Mapping[str, LoggedOrder]:
    """The orders of these references, whoever asks: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [array_of_texts(references)])
        return {row[0]: LoggedOrder(*row) for row in cursor.fetchall()}
