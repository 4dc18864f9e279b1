"""How often a token calls. One statement for each call, exact across all processes."""

from datetime import datetime

from django.db import connection

from liushui.api import errors
from liushui.api.models import Token

_COUNT = """
insert into api_tokenuse as used (token_id, minute, calls, last_at)
values (%(token)s, date_trunc('minute', %(at)s::timestamptz), 1, %(at)s)
on conflict (token_id) do update set
    calls = case when used.minute = excluded.minute then used.calls + 1 else 1 end,
    minute = excluded.minute, last_at = excluded.last_at
returning calls
"""


def count_call(token: Token, *, at: datetime, most: int) -> int:
    """Count one call of the token; how many it may still make in this minute.

    Raises ``TooManyCalls`` with the seconds that are left of the minute.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"token": token.pk, "at": at})
        calls = int(cursor.fetchone()[0])
    if calls > most:
        raise errors.TooManyCalls(most=most, seconds=60 - at.second)
    return most - calls
