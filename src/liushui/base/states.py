"""Life cycles: a table of allowed moves, a compare-and-set, and a history row, in one place."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from liushui.base.arrays import array_of, array_of_texts
from liushui.base.models import StateChange
from liushui.base.prepared import prepared
from liushui.kernel.errors import DomainError, gettext_noop


class MoveNotAllowed(DomainError):
    """The life cycle has no such step, or somebody else took one first."""

    code = "move_not_allowed"
    status = 409
    message = gettext_noop("This step is not possible any more: it is now “%(state)s”.")
    remedy = gettext_noop("Reload the page to see where things stand.")


def move_state(
    thing: models.Model,
    *,
    to: str,
    moves: Mapping[str, frozenset[str]],
    by: str,
    at: datetime,
    why: str = "",
) -> None:
    """Move ``thing.state`` to ``to``: one UPDATE that names the old state, one history row.

    Raises ``MoveNotAllowed`` when the table has no such move or the row has moved meanwhile.
    Call it inside a transaction.
    """
    old = str(getattr(thing, "state"))  # noqa: B009 - every thing with a life cycle has a state
    if to not in moves.get(old, frozenset()):
        raise MoveNotAllowed(state=old, to=to)
    rows = type(thing)._default_manager.filter(pk=thing.pk, state=old).update(state=to)  # noqa: SLF001
    if rows != 1:
        raise MoveNotAllowed(state=old, to=to)
    StateChange.objects.create(
        thing_kind=thing._meta.label_lower,  # noqa: SLF001
        thing_id=thing.pk,
        from_state=old,
        to_state=to,
        by=by,
        why=why,
        at=at,
    )
    setattr(thing, "state", to)  # noqa: B010


def move_states(
    kind: type[models.Model],
    moments: Mapping[int, datetime],
    *,
    old: str,
    to: str,
    moves: Mapping[str, frozenset[str]],
    by: str,
) -> None:
    """Move many things of one kind at once, each at its own moment, all or none.

    ``moments`` are by id. The same table check, compare-and-set and history row as ``move_state``;
    raises ``MoveNotAllowed`` when one of them has moved meanwhile.
    """
    if to not in moves.get(old, frozenset()):
        raise MoveNotAllowed(state=old, to=to)
    with prepared() as cursor:
        cursor.execute(
            f"""with moment as (
                  select * from unnest(%(ids)s::bigint[], %(moments)s::timestamptz[]) m (id, at)),
                moved as (
                  update {kind._meta.db_table} t set state = %(to)s from moment m
                  where t.id = m.id and t.state = %(old)s returning t.id)
                insert into base_statechange (thing_kind, thing_id, from_state, to_state, by,
                  why, at)
                select %(kind)s, id, %(old)s, %(to)s, %(by)s, '', at
                from moment join moved using (id) order by id""",  # noqa: SLF001
            {
                "ids": array_of(moments),
                "moments": array_of_texts(at.isoformat() for at in moments.values()),
                "old": str(old),
                "to": str(to),
                "kind": kind._meta.label_lower,  # noqa: SLF001
                "by": by,
            },
        )
        if cursor.rowcount != len(moments):
            raise MoveNotAllowed(state=old, to=to)
