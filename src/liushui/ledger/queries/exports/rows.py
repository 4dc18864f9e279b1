"""The journal's rows as others' double-entry programs read them, streamed from one moment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction

from liushui.ledger.queries.exports.accounts import Place, account, counter, owner
from liushui.parties.queries import organisations_by_id

ROWS_AT_ONCE = 5_000
_ACCOUNTS_KEPT = 20_000
_SIGNS = re.compile(r"[\";|\\]")

_PLACE = """{f}.id, {f}.kind, {f}.sink_use, {f}.purpose_kind, {f}.purpose_id, {h}.kind,
  coalesce({h}.organisation_id, {h}.person_id, {h}.facility_id)"""
_ENTRIES = f"""
select m.id, m.kind, greatest(m.booked, (m.happened_at at time zone interval '8 hours')::date),
  m.booked, (m.happened_at at time zone interval '8 hours')::date, m.amount, m.resource_id, m.ref,
  m.group_id::text, m.reverses_id, m.lo, m.hi,
  {_PLACE.format(f="s", h="sh")}, {_PLACE.format(f="t", h="th")}
from ledger_movement m
left join ledger_fund s on s.id = m.source_id left join ledger_holder sh on sh.id = s.holder_id
join ledger_fund t on t.id = m.target_id join ledger_holder th on th.id = t.holder_id
order by m.id
"""
_FUNDS = f"""
select f.tip - f.taken, f.resource_id, {_PLACE.format(f="f", h="h")}
from ledger_fund f join ledger_holder h on h.id = f.holder_id order by f.id
"""
_COUNTERS = """
select h.kind, coalesce(h.organisation_id, h.person_id, h.facility_id), m.kind
from (select distinct target_id, kind from ledger_flow where source_id is null) m
join ledger_fund f on f.id = m.target_id join ledger_holder h on h.id = f.holder_id
group by 1, 2, 3 order by 1, 2, 3
"""
_place = lru_cache(_ACCOUNTS_KEPT)(account)


class Entry(NamedTuple):
    """A movement: ``amount`` units of a resource from one account to another.

    ``day`` is the day it happened, or the first of the month that it is booked in, if that is
    later (L33): so months add up here as in the reports of closed months.
    """

    id: int
    kind: str
    day: date
    booked: date
    happened: date
    amount: int
    resource: str
    ref: str
    group: str | None
    reverses: int | None
    lo: int
    hi: int
    source_id: int | None
    source: str
    target_id: int
    target: str

    @property
    def plain_ref(self) -> str:
        """The reference without what double-entry programs read as signs of their own."""
        return " ".join(_SIGNS.sub(" ", self.ref).split())


class Held(NamedTuple):
    """What a fund holds, as the ledger counts it."""

    fund_id: int
    account: str
    resource: str
    units: int


class Commodity(NamedTuple):
    """A resource by its name outside, and how many decimals its amounts are written with."""

    name: str
    decimals: int

    def shown(self, units: int) -> str:
        """The amount in whole units of display: fen as yuan."""
        sign, units = ("-", -units) if units < 0 else ("", units)
        if not self.decimals:
            return f"{sign}{units}"
        whole, part = divmod(units, 10**self.decimals)
        return f"{sign}{whole}.{part:0{self.decimals}d}"


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, however busy the books are."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def entries() -> Iterator[Entry]:
    """Every movement in the order of its id."""
    for row in stream(_ENTRIES):
        source, target = Place(*row[12:19]), Place(*row[19:26])
        left = counter(target, row[1]) if row[12] is None else _place(source)
        yield Entry._make((*row[:12], row[12], left, row[19], _place(target)))


def held() -> Iterator[Held]:
    """Every fund with its account and what it holds, in the order in which they were opened."""
    for units, resource, *place in stream(_FUNDS):
        yield Held(place[0], account(Place(*place)), resource, units)


def counters() -> Iterator[str]:
    """The accounts that what comes from outside comes out of."""
    for holder_kind, holder_id, kind in stream(_COUNTERS):
        nowhere = Place(0, "", None, "", 0, holder_kind, holder_id)
        yield counter(nowhere, kind)


def owners() -> Iterator[tuple[str, str]]:
    """The organisations that hold funds: how their accounts are named, and their own name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select organisation_id from ledger_holder where organisation_id is not null order by 1"
        )
        ids = [row[0] for row in cursor.fetchall()]
    bodies = organisations_by_id(ids)
    for organisation_id in ids:
        if organisation_id in bodies:
            yield owner("organisation", organisation_id), bodies[organisation_id].name


def decimals_by_resource() -> dict[str, int]:
    """How many decimals each resource's amounts are written with."""
    with connection.cursor() as cursor:
        cursor.execute("select code, decimals from ledger_resource order by code")
        return dict(cursor.fetchall())


def last_month() -> date | None:
    """The last month that anything is booked in."""
    with connection.cursor() as cursor:
        cursor.execute("select max(booked) from ledger_flow")
        found: date | None = cursor.fetchone()[0]
    return found


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


def stream(statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a few thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
