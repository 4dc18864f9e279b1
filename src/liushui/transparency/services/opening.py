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

_CHUNK = 10_000


@transaction.atomic
def open_the_log(*, origin: str, organisation_code: str, at: datetime) -> Log:
    """Open the log under this name. Safe to call twice; another name is refused."""
    if not (ORIGIN(origin) and ORGANISATION(organisation_code)):
        raise LogNameWrong
    known = Log.objects.first()
    if known is not None:
        if (known.origin, known.organisation_code) != (origin, organisation_code):
            raise LogOpenElsewise(origin=known.origin)
        return known
    log = Log.objects.create(
        origin=origin,
        organisation_code=organisation_code,
        opened_at=at,
        keys="\n".join(vkeys(origin)),
    )
    State.objects.create()
    owe("genesis", [0])
    return log


def owe(kind: str, subjects: Iterable[int]) -> None:
    """The log must carry these records, each once. Call it in the transaction that writes them."""
    with connection.cursor() as cursor:
        cursor.execute("select transparency_owe(%s, %s::bigint[])", [kind, array_of(subjects)])


def owe_what_is_missing() -> int:
    """Owe what was written before the log was open, or beside it; how many records."""
    owed = 0
    for source in sources():
        while missing := source.not_owed(_CHUNK):
            owe(source.kind, missing)
            owed += len(missing)
    return owed
