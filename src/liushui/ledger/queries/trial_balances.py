"""What came into and left every fund of a holder in a month, and what it held before and after.

A movement debits its target and credits its source; what lies outside the holder has accounts of
its own. So each resource's openings, movements and closings sum to zero, and two holders' accounts
of one another mirror each other. All by booked month: what a seal closed never changes (L33).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from liushui.kernel.clock import month_after

FUND, HOLDER, OUTSIDE = "fund", "holder", "outside"


class Account(NamedTuple):
    """A fund of the holder by its id, another holder by its id, or outside by kind of movement."""

    resource: str
    of: str
    id: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one month: what it held, what came and what left by kind."""

    account: Account
    opening: int
    came: Mapping[str, int]
    left: Mapping[str, int]

    @property
    def moved_in(self) -> int:
        return sum(self.came.values())

    @property
    def moved_out(self) -> int:
        return sum(self.left.values())

    @property
    def closing(self) -> int:
        return self.opening + self.moved_in - self.moved_out


class Late(NamedTuple):
    """What happened in an earlier month and was told when that was closed: by month and kind."""

    month: date
    resource: str
    kind: str
    amount: int
    movements: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """A holder's month. ``rows`` is SHA-256 over the digests of its movements, in order of id."""

    holder_id: int
    month: date
    lines: tuple[Line, ...]
    late: tuple[Late, ...]
    count: int
    rows: bytes

    def of_resource(self, resource: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.account.resource == resource)

    @property
    def resources(self) -> tuple[str, ...]:
        return tuple(sorted({line.account.resource for line in self.lines}))


class _Flow(NamedTuple):
    """Movements of one month between two accounts, summed."""

    booked: date
    happened: date
    resource: str
    kind: str
    source_id: int | None
    target_id: int | None
    other_id: int | None
    amount: int
    movements: int

    @property
    def accounts(self) -> tuple[Account, Account]:
        """Where the units came from and where they went, as the holder's books name them."""
        elsewhere = (
            Account(self.resource, HOLDER, self.other_id)
            if self.other_id is not None
            else Account(self.resource, OUTSIDE, 0, self.kind)
        )
        own = [
            elsewhere if fund is None else Account(self.resource, FUND, fund)
            for fund in (self.source_id, self.target_id)
        ]
        return own[0], own[1]


# Whatever lies before ``since`` is summed into the month before it: only its sums matter.
_FLOWS = """
with own as materialized (select id from ledger_fund where holder_id = %(holder)s),
moved as (
  select greatest(m.booked, (%(since)s::date - interval '1 month')::date) as booked,
    m.booked as in_month, ledger_month(m.happened_at) as happened, m.resource_id, m.kind,
    s.id as source_id, t.id as target_id, m.amount,
    case when s.id is null then m.source_id when t.id is null then m.target_id end as foreign_id
  from ledger_movement m left join own s on s.id = m.source_id left join own t on t.id = m.target_id
  where m.booked between %(first)s and %(last)s and m.id between %(low)s and %(high)s
    and (s.id is not null or t.id is not null))
select booked, case when booked = in_month then happened else booked end as happened,
  moved.resource_id, moved.kind, source_id, target_id, f.holder_id, sum(amount)::bigint, count(*)
from moved left join ledger_fund f on f.id = moved.foreign_id
group by 1, 2, 3, 4, 5, 6, 7
order by 1, 2, 3, 4, 5, 6, 7
"""
_ROWS = """
with own as materialized (select id from ledger_fund where holder_id = %(holder)s)
select booked, sum(rows)::bigint, sha256(string_agg(block, ''::bytea order by number)) from (
  select m.booked, m.id / 10000 as number, count(*) as rows,
    sha256(string_agg(m.digest, ''::bytea order by m.id)) as block
  from ledger_movement m
  where m.booked between %(since)s and %(last)s and m.id between %(low)s and %(high)s
    and (m.source_id in (select id from own) or m.target_id in (select id from own))
  group by 1, 2) blocks
group by booked
"""
# Where in the journal the holder's movements of these months lie, by the sums kept beside it.
_WHERE = """
select min(booked), min(first_id), max(last_id) from ledger_flow
where booked between %(first)s and %(last)s
  and (source_id in (select id from ledger_fund where holder_id = %(holder)s)
    or target_id in (select id from ledger_fund where holder_id = %(holder)s))
"""
_EVERYWHERE = (0, 2**63 - 1)
_NO_ROWS = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
_BEGINNING = date(1900, 1, 1)


def first_month(holder_id: int, last: date) -> date | None:
    """The holder's first month with a movement, if it is not behind ``last``."""
    found: date | None = _where(holder_id, _BEGINNING, last)[0]
    return found


def trial_balances(
    holder_id: int,
    since: date,
    last: date,
    *,
    after: TrialBalance | None = None,
    everywhere: bool = False,
) -> Iterator[TrialBalance]:
    """Each month of a holder from ``since`` to ``last``, made from the movements.

    ``after`` is an earlier month to go on from. ``everywhere`` reads the whole journal, and trusts
    nothing that is kept beside it.
    """
    first = month_after(after.month) if after else _BEGINNING
    low, high = _EVERYWHERE if everywhere else _where(holder_id, first, last)[1:]
    bound: dict[str, int | date | None] = {
        "holder": holder_id,
        "since": since,
        "last": last,
        "first": first,
        "low": low,
        "high": high,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, bound)
        flows = [_Flow(*row) for row in cursor.fetchall()]
        cursor.execute(_ROWS, bound)
        rows = {booked: (count, bytes(digest)) for booked, count, digest in cursor.fetchall()}
    held = {line.account: line.closing for line in after.lines} if after else {}
    for flow in flows:
        if flow.booked < since:
            source, target = flow.accounts
            held[source] = held.get(source, 0) - flow.amount
            held[target] = held.get(target, 0) + flow.amount
    month = since
    while month <= last:
        count, digest = rows.get(month, (0, _NO_ROWS))
        of_month = [flow for flow in flows if flow.booked == month]
        balance = TrialBalance(
            holder_id, month, _lines(held, of_month), _late(of_month, month), count, digest
        )
        yield balance
        held = {line.account: line.closing for line in balance.lines}
        month = month_after(month)


def _where(holder_id: int, first: date, last: date) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_WHERE, {"holder": holder_id, "first": first, "last": last})
        found: tuple[Any, ...] = cursor.fetchone()
    return found


@dataclass(slots=True)
class _Moved:
    came: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def _lines(held: Mapping[Account, int], flows: Iterable[_Flow]) -> tuple[Line, ...]:
    """Every account that holds something or through which something went, in a fixed order."""
    moved = {account: _Moved() for account, units in held.items() if units}
    for flow in flows:
        source, target = flow.accounts
        left = moved.setdefault(source, _Moved()).left
        left[flow.kind] = left.get(flow.kind, 0) + flow.amount
        came = moved.setdefault(target, _Moved()).came
        came[flow.kind] = came.get(flow.kind, 0) + flow.amount
    return tuple(
        Line(account, held.get(account, 0), by_kind(moves.came), by_kind(moves.left))
        for account, moves in sorted(moved.items())
    )


def _late(flows: Iterable[_Flow], month: date) -> tuple[Late, ...]:
    sums: dict[tuple[date, str, str], list[int]] = {}
    for flow in flows:
        if flow.happened < month:
            total = sums.setdefault((flow.happened, flow.resource, flow.kind), [0, 0])
            total[0] += flow.amount
            total[1] += flow.movements
    return tuple(Late(*told, *totals) for told, totals in sorted(sums.items()))


def by_kind(sums: Mapping[str, Any]) -> dict[str, int]:
    """Sums by kind of movement, in the order of the kinds' names."""
    return {kind: int(sums[kind]) for kind in sorted(sums)}
