"""The journal as JSON, one movement a line: every fact of it but whose gift it was."""

import json
from collections.abc import Iterator
from typing import Any

from liushui.kernel.clock import CHINA
from liushui.ledger.queries.exports.rows import stream

_JOURNAL = """
select m.id, m.kind, m.happened_at, m.booked, m.amount, m.resource_id, m.source_id, m.target_id,
  m.lo, m.hi, s.spans, m.group_id, m.reverses_id, m.covers_gift_id, m.covers_lo, m.covers_hi, m.ref,
  m.for_gift_id, m.made_from_id, m.lot_id
from ledger_movement m left join (
  select movement_id, json_agg(json_build_array(lo, hi) order by place) as spans
  from ledger_slice group by movement_id) s on s.movement_id = m.id
order by m.id
"""


def jsonl() -> Iterator[str]:
    """Every movement as a line of JSON."""
    for line in journal():
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def journal() -> Iterator[dict[str, Any]]:
    """Every movement in the order of its id; ranges are half-open.

    ``source`` is null only for what came from outside; ``out`` is then empty. ``covers`` is the
    gift's or the advance's movement and the offsets in it.
    """
    return map(_line, stream(_JOURNAL))


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    (ident, kind, at, booked, amount, resource, source, target, lo, hi, out, group, reverses,
     covers, covers_lo, covers_hi, ref, for_gift, made_from, lot) = row  # fmt: skip
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
        "for_gift": for_gift,
        "made_from": made_from,
        "lot": lot,
        "ref": ref or None,
    }
