"""The log is opened once; from then on every record is owed to it in its own transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from liushui.base.arrays import array_of
from liushui.transparency.errors import LogNameWrong, LogOpenElsewise
from liushui.transparency.format.kinds import ORGANISATION, ORIGIN
from liushui.transparency.keys import vkeys
from liushui.transparency.models import Log, State
from liushui.transparency.sources import sources

_CHUNK = 4096


@transaction.atomic
def open_the_log(*, origin: str, organisation_code: str, at: datetime) -> Log:
    """Open the log under this name, and owe it all that is there. Safe to call twice.

    Raises ``LogNameWrong``, ``LogOpenElsewise``. Nobody writes what the log must carry meanwhile:
    so what came first also stands first, and nothing falls between.
    """
    if not (ORIGIN(origin) and ORGANISATION(organisation_code)):
        raise LogNameWrong
    if (known := _known(origin, organisation_code)) is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute("lock table transparency_log in share row exclusive mode")
    if (known := _known(origin, organisation_code)) is not None:  # another one was first
        return known
    for source in sources():
        source.hold()
    log = Log.objects.create(
        origin=origin,
        organisation_code=organisation_code,
        opened_at=at,
        keys="\n".join(vkeys(origin)),
    )
    State.objects.create()
    owe("genesis", [0])
    owe_what_is_missing()
    return log


def _known(origin: str, organisation_code: str) -> Log | None:
    known = Log.objects.first()
    if known and (known.origin, known.organisation_code) != (origin, organisation_code):
        raise LogOpenElsewise(origin=known.origin)
    return known


def owe(kind: str, subjects: Iterable[int]) -> None:
    """The log must carry these records, each once. Call it in the transaction that writes them."""
    with connection.cursor() as cursor:
        cursor.execute("select transparency_owe(%s, %s::bigint[])", [kind, array_of(subjects)])


@transaction.atomic
def owe_what_is_missing() -> int:
    """Owe what was written past the log, and try again what fitted no leaf; how many records."""
    owed = _try_again()
    for source in sources():
        after = -1
        while missing := source.not_owed(after, _CHUNK):
            owe(source.kind, missing)
            after = missing[-1]
            owed += len(missing)
    return owed


def _try_again() -> int:
    """What stood before a person waits once more: what is still unfit comes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with gone as (delete from transparency_unfit returning kind, subject)
               insert into transparency_waiting (kind, subjects)
               select kind, array_agg(subject order by subject) from gone
               group by kind order by kind
               returning cardinality(subjects)"""
        )
        return sum(int(row[0]) for row in cursor.fetchall())
