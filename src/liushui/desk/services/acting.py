"""One verb for many rows: each is done, or refused in words, by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import Table, Verb, rows_by_key
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.actors import Actor

MOST_ROWS = 100


class NothingChosen(DomainError):
    """No row was chosen."""

    code = "nothing_chosen"
    message = gettext_noop("No row is chosen.")
    remedy = gettext_noop("Go back, tick the rows that you mean, and try again.")


class TooManyChosen(DomainError):
    """More rows than a person can answer for at once."""

    code = "too_many_chosen"
    message = gettext_noop("More than %(most)s rows are chosen.")
    remedy = gettext_noop("Choose fewer rows at a time.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. ``refusal`` is empty where it was done."""

    key: str
    name: str
    refusal: str = ""


def require_chosen(keys: Sequence[str]) -> None:
    """Raises ``NothingChosen`` or ``TooManyChosen``."""
    if not keys:
        raise NothingChosen
    if len(keys) > MOST_ROWS:
        raise TooManyChosen(most=MOST_ROWS)


def act_on_rows(
    actor: Actor, table: Table, verb: Verb, *, keys: Sequence[str], why: str, at: datetime
) -> Sequence[Outcome]:
    """Do it to each row by its own service, which records it; a refusal undoes its row alone.

    Rows that the actor may not see are left out in silence.
    """
    if not table.is_open_to(actor):
        raise NotAllowed
    require_chosen(keys)
    lines = rows_by_key(table, keys, actor)
    return [_one(actor, verb, (line.key, line.name), why, at) for line in lines]


def _one(actor: Actor, verb: Verb, row: tuple[str, str], why: str, at: datetime) -> Outcome:
    try:
        with transaction.atomic():
            verb.act(actor, row[0], why, at)
    except DomainError as error:
        record_refusal(error)
        return Outcome(*row, refusal=" ".join(refusal_text(error)))
    return Outcome(*row)
