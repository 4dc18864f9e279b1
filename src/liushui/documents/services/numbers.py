"""Numbers without gaps: given inside the caller's transaction, so a roll-back gives them back."""

from django.db import connection, models, transaction

_NEXT = """
insert into documents_numberseries (name, last) values (%(series)s, %(count)s)
on conflict (name) do update set last = documents_numberseries.last + excluded.last
returning last
"""


def next_number(series: str) -> int:
    """The next number of the series, from 1. Others who want one wait until this one commits."""
    return next_numbers(series, 1)[0]


@transaction.atomic
def next_numbers(series: str, count: int) -> range:
    """So many numbers of the series, one behind the other."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"series": series, "count": count})
        [(last,)] = cursor.fetchall()
    return range(int(last) - count + 1, int(last) + 1)


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
