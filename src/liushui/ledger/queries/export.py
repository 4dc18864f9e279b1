"""The journal, one movement at a time, for others' tools to check."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from liushui.kernel.clock import CHINA

_JOURNAL = """
select m.id, m.kind, m.happened_at, m.booked, m.amount, m.resource_id, m.source_id, m.target_id,
  m.lo, m.hi, s.spans, m.group_id, m.reverses_id, m.covers_gift_id, m.covers_lo, m.covers_hi, m.ref
from ledger_movement m left join (
  select movement_id, json_agg(json_build_array(lo, hi) order by place) as spans
  from ledger_slice group by movement_id) s on s.movement_id = m.id
order by m.id
"""
_ROWS_AT_ONCE = 5_000


def journal() -> Iterator[dict[str, Any]]:
    """Every movement in the order of its id; ranges are half-open. Streams from one snapshot.

    ``source`` is null only for what came from outside; ``out`` is then empty. ``covers`` is the
    gift's movement and the offsets in it.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_JOURNAL)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from map(_line, rows)


def left_out() -> tuple[int, int]:
    """Accepted gifts that have no place yet, and offers kept for a person: not in the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select (select count(*) from ledger_inbox), (select count(*) from ledger_refused r
                 where not exists (select from ledger_refusedsettlement s
                                   where s.refused_id = r.id))"""
        )
        waiting, refused = cursor.fetchone()
    return waiting, refused


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    (ident, kind, at, booked, amount, resource, source, target, lo, hi, out, group, reverses,
     covers, covers_lo, covers_hi, ref) = row  # fmt: skip
    return {
        "id": ident,
        "kind": kind,
        "at": at.astimezone(CHINA).isoformat(),
        "booked": f"{booked:%Y-%m}",
        "amount": amount,
        "resource": resource,
        "source": source,
        "target": target,
        "in": [lo, hi],
        "out": out or [],
        "group": str(group) if group else None,
        "reverses": reverses,
        "covers": [covers, covers_lo, covers_hi] if covers else None,
        "ref": ref or None,
    }
