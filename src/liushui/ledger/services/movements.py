"""The one way by which units move. The sequencer alone books gifts beside it, in batches."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection, transaction

from liushui.kernel.digests import content_digest
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import KeyReused, NotEnoughFree, refusals
from liushui.ledger.models import Fund, Movement
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.spans import Span, merged, total
from liushui.ledger.states import FROM_OUTSIDE, Kind

_RUNS_AT_ONCE = 64


class Covers(NamedTuple):
    """Units [lo, hi) of a gift or an advance, counted from its first, that others stand for."""

    movement_id: int
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Links:
    """What a movement names beside its units: all by the id of a movement."""

    reverses_id: int | None = None
    covers: Covers | None = None
    for_gift_id: int | None = None
    made_from_id: int | None = None
    lot_id: int | None = None

    @property
    def content(self) -> dict[str, str | int | None]:
        """Their part of the content: those that are there, and what is reversed in any case."""
        named: dict[str, str | int | None] = {
            "covers": "{}:{}-{}".format(*self.covers) if self.covers else None,
            "for_gift": self.for_gift_id,
            "lot": self.lot_id,
            "made_from": self.made_from_id,
        }
        there = {name: value for name, value in named.items() if value is not None}
        return {"reverses": self.reverses_id, **there}


_NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class Draft:
    """A movement before it is booked; everything but the group is its content (L34)."""

    kind: Kind
    amount: Money
    source_id: int | None
    target_id: int
    key: str
    happened_at: datetime
    ref: str = ""
    group: uuid.UUID | None = None
    pins: tuple[Span, ...] = ()
    links: Links = _NO_LINKS

    @property
    def digest(self) -> bytes:
        """Same key and same content is the same movement; other content is refused."""
        return content_digest(
            {
                "kind": self.kind,
                "amount": self.amount.minor,
                "resource": self.amount.currency,
                "source": self.source_id,
                "target": self.target_id,
                "happened": self.happened_at.astimezone(UTC).isoformat(),
                "ref": self.ref,
                "pins": ",".join(f"{span.lo}-{span.hi}" for span in self.pins),
                **self.links.content,
            }
        )

    @property
    def facts(self) -> dict[str, object]:
        """What is kept for a person when the key stands for something else."""
        return {
            "kind": self.kind,
            "amount": self.amount.minor,
            "source": self.source_id,
            "target": self.target_id,
        }


@transaction.atomic
def move(  # noqa: PLR0913 - a movement is one sentence, and each part of it has its name
    amount: Money,
    *,
    source: Fund | None,
    target: Fund,
    kind: Kind,
    key: str,
    happened_at: datetime,
    ref: str = "",
    group: uuid.UUID | None = None,
    pins: Sequence[Span] | None = None,
    links: Links = _NO_LINKS,
) -> Movement:
    """Move an amount from one fund to another: first in, first out, or exactly the pinned units.

    The same call again answers with the same movement. Raises ``KeyReused``, ``NotEnoughFree`` and
    ``SpanNotFree``. Only kinds that come from outside have no source.
    """
    draft = Draft(
        kind=kind,
        amount=amount,
        source_id=source.pk if source else None,
        target_id=target.pk,
        key=key,
        happened_at=happened_at,
        ref=ref,
        group=group,
        pins=tuple(merged(pins or ())),
        links=links,
    )
    _require_sound(draft)
    if pins is not None and total(draft.pins) != amount.minor:
        raise ValueError("the pinned units are not the amount")
    funds = lock_funds({draft.target_id, draft.source_id or draft.target_id})
    return booked_before(draft) or book(draft, funds)


def book(draft: Draft, funds: dict[int, Fund]) -> Movement:
    """Place the movement and take its units; its funds are locked."""
    if draft.source_id is None:
        return place(draft)
    require_free(funds[draft.source_id], draft.amount)
    movement = place(draft)
    take(movement, draft.pins)
    return movement


def booked_before(draft: Draft) -> Movement | None:
    """The movement under the draft's key, if any. Raises ``KeyReused`` on other content."""
    movement = Movement.objects.filter(key=draft.key).first()
    if movement is not None and bytes(movement.digest) != draft.digest:
        raise KeyReused(key=draft.key, digest=draft.digest.hex(), content=draft.facts)
    return movement


def place(draft: Draft) -> Movement:
    """Write the row: its units join the end of the target's line, in the first open month."""
    links = draft.links
    with refusals(key=draft.key, digest=draft.digest.hex()):
        rows = Movement.objects.raw(
            """insert into ledger_movement (kind, resource_id, amount, source_id, target_id, lo,
                 happened_at, booked, key, digest, ref, group_id, reverses_id,
                 covers_gift_id, covers_lo, covers_hi, for_gift_id, made_from_id, lot_id)
               select %(kind)s, %(resource)s, %(amount)s, s.id, t.id, t.tip, %(happened)s,
                 greatest(ledger_month(%(happened)s), ledger_first_open(t.holder_id, s.holder_id)),
                 %(key)s, %(digest)s, %(ref)s, %(group)s, %(reverses)s,
                 %(covers)s, %(covers_lo)s, %(covers_hi)s, %(for_gift)s, %(made_from)s, %(lot)s
               from ledger_fund t left join ledger_fund s on s.id = %(source)s
               where t.id = %(target)s
               on conflict (key) do nothing
               returning *""",
            {
                "kind": draft.kind,
                "resource": draft.amount.currency,
                "amount": draft.amount.minor,
                "source": draft.source_id,
                "target": draft.target_id,
                "happened": draft.happened_at,
                "key": draft.key,
                "digest": draft.digest,
                "ref": draft.ref,
                "group": draft.group,
                "reverses": links.reverses_id,
                "covers": links.covers.movement_id if links.covers else None,
                "covers_lo": links.covers.lo if links.covers else None,
                "covers_hi": links.covers.hi if links.covers else None,
                "for_gift": links.for_gift_id,
                "made_from": links.made_from_id,
                "lot": links.lot_id,
            },
        )
        placed = list(rows)
    if not placed:  # between other funds, at this very moment
        raise KeyReused(key=draft.key, digest=draft.digest.hex(), content=draft.facts)
    return placed[0]


def take(movement: Movement, pins: Sequence[Span] = ()) -> None:
    """Give the movement its units: the pinned ones, else its source's lowest free ones (L9)."""
    assert movement.source_id is not None
    spans = list(pins) or _first_free(movement.source_id, movement.amount)
    assert total(spans) == movement.amount
    with refusals(), connection.cursor() as cursor:
        cursor.execute(
            """insert into ledger_slice (movement_id, place, fund_id, lo, hi, at)
               select %s, n - 1, %s, lo, hi,
                 (sum(hi - lo) over (order by n)) - (hi - lo)
               from unnest(%s::bigint[], %s::bigint[]) with ordinality as s (lo, hi, n)""",
            [
                movement.pk,
                movement.source_id,
                [span.lo for span in spans],
                [span.hi for span in spans],
            ],
        )


def require_free(fund: Fund, amount: Money) -> None:
    """Raise ``NotEnoughFree`` unless the locked fund can part with the amount."""
    if fund.free < amount.minor:
        raise NotEnoughFree(free=Money(fund.free, fund.resource_id), wanted=amount)


def _first_free(fund_id: int, amount: int) -> list[Span]:
    chosen: list[Span] = []
    after, missing = -1, amount
    with connection.cursor() as cursor:
        while missing:
            cursor.execute(
                """select lo, hi from ledger_freerun where fund_id = %s and lo > %s
                   order by lo limit %s""",
                [fund_id, after, _RUNS_AT_ONCE],
            )
            runs = cursor.fetchall()
            assert runs, "a fund's free runs hold what its counts say"
            for lo, hi in runs:
                part = Span(lo, min(hi, lo + missing))
                chosen.append(part)
                missing -= part.length
                if not missing:
                    break
            after = runs[-1][0]
    return chosen


def _require_sound(draft: Draft) -> None:
    if draft.amount.minor <= 0:
        raise AmountOutOfRange
    if (draft.source_id is None) != (draft.kind in FROM_OUTSIDE):
        raise ValueError(f"{draft.kind} has {'no ' if draft.kind in FROM_OUTSIDE else 'a '}source")
