"""Numbers without gaps: given inside the caller's transaction, so a roll-back gives them back."""

from django.db import connection, models, transaction

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
        [(last,)] = cursor.fetchall()
    return int(last)


def number_in_year(letter: str, year: int) -> str:
    """A public number such as ``P2026001``: its letter, its year, and its place in that year."""
    return f"{letter}{year}{next_number(f'{letter}{year}'):03d}"


def claim_id(model: type[models.Model]) -> int:
    """The id that a row of this table will have, taken before the row is written.

    A fund names its purpose by id and its project names the fund: one of them must know first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id'))",
            [model._meta.db_table],  # noqa: SLF001
        )
        [(claimed,)] = cursor.fetchall()
    return int(claimed)
