"""Numbers without gaps: given inside the caller's transaction, so a roll-back gives them back."""

from django.db import connection, transaction

_NEXT = """
insert into documents_numberseries (name, last) values (%s, 1)
on conflict (name) do update set last = documents_numberseries.last + 1
returning last
"""


@transaction.atomic
def next_number(series: str) -> int:
    """The next number of the series, from 1. Others who want one wait until this one commits."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        row = cursor.fetchone()
    assert row is not None, "an upsert always answers its row"
    return int(row[0])


def number_in_year(letter: str, year: int) -> str:
    """A public number such as ``P2026001``: its letter, its year, and its place in that year."""
    return f"{letter}{year}{next_number(f'{letter}{year}'):03d}"
