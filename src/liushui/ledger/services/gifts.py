"""A gift is accepted by one insert and answered at once; the sequencer places it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from liushui.base.prepared import prepared
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import KeyReused
from liushui.ledger.states import Kind

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

_KNOWN = """select digest from ledger_inbox where key = %(key)s
  union all select digest from ledger_movement where key = %(key)s"""
_OFFERED = """rows from (json_to_recordset(%(lines)s::json) as (key text, digest text, fund bigint,
  amount bigint, ref text, happened timestamptz, giver bigint)) with ordinality
  as o (key, digest, fund, amount, ref, happened, giver, n)"""
_OFFER_ALL = f"""
insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at, giver)
select key, decode(digest, 'hex'), fund, amount, ref, happened, giver from {_OFFERED}
where not exists (select from ledger_movement m where m.key = o.key)
order by n on conflict (key) do nothing"""
_OTHERS = f"""
select o.key, o.digest, fund, o.amount, o.ref, known.digest is null
from {_OFFERED} left join lateral (
  select digest from ledger_inbox where key = o.key
  union all select digest from ledger_movement where key = o.key) known on true
where known.digest is distinct from decode(o.digest, 'hex')
order by known.digest is null desc limit 1"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gift stands. ``fresh`` is false when it stood already."""

    key: str
    fund_id: int
    amount_minor: int
    fresh: bool


def accept_gift(
    *,
    fund_id: int,
    amount_minor: int,
    key: str,
    ref: str,
    happened_at: datetime,
    giver: int | None = None,
) -> Accepted:
    """Accept a gift once. Raises ``KeyReused`` when the key stands for other content (L34).

    ``ref`` is the gift's public reference; ``happened_at`` is when the provider says it was paid;
    ``giver`` stands for whoever gave it and names nobody: caps of matching count by it (L23).
    """
    if Money(amount_minor).minor <= 0:
        raise AmountOutOfRange
    digest = gift_digest(fund_id, amount_minor, ref, happened_at, giver)
    said = (fund_id, amount_minor, ref, happened_at, giver)
    with connection.cursor() as cursor:
        while not (fresh := _offer(cursor, key, digest, said)):
            cursor.execute(_KNOWN, {"key": key})
            known = cursor.fetchone()
            if known is None:  # refused by the sequencer in between: offered anew
                continue
            if bytes(known[0]) != digest:
                content = {"fund": fund_id, "amount": amount_minor, "ref": ref}
                reused = KeyReused(key=key, digest=digest.hex(), content=content)
                keep_refused(reused)
                raise reused
            break
    return Accepted(key=key, fund_id=fund_id, amount_minor=amount_minor, fresh=fresh)


def _offer(
    cursor: "CursorWrapper",
    key: str,
    digest: bytes,
    said: tuple[int, int, str, datetime, int | None],
) -> bool:
    cursor.execute("select ledger_offer(%s, %s, %s, %s, %s, %s, %s)", [key, digest, *said])
    return bool(cursor.fetchone()[0])


def gift_digest(
    fund_id: int, amount_minor: int, ref: str, happened_at: datetime, giver: int | None = None
) -> bytes:
    """The digest of a gift's content: what, how much, into which fund, when and, if said, whose."""
    content: dict[str, str | int | None] = {
        "kind": Kind.GIFT,
        "amount": amount_minor,
        "target": fund_id,
        "ref": ref,
        "happened": happened_at.astimezone(UTC).isoformat(),
    }
    return content_digest(content if giver is None else {**content, "giver": giver})


def keep_refused(error: DomainError) -> None:
    """Keep an offer that could not be booked for a person, once however often it is repeated.

    After the person settled it, the same offer refused again stands before a person again.
    """
    facts: dict[str, Any] = error.facts
    content = json.dumps(facts.get("content", {}))
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into ledger_refused (key, why, digest, content)
               select o.* from (values (%s, %s, decode(%s, 'hex'), %s::jsonb))
                 as o (key, why, digest, content)
               where not ledger_awaits_a_person(o.key, o.digest)""",
            [facts["key"], error.code, facts["digest"], content],
        )


@dataclass(frozen=True, slots=True)
class GiftOffer:
    """A gift of a list, as ``accept_gift`` takes it."""

    fund_id: int
    amount_minor: int
    key: str
    ref: str
    happened_at: datetime
    giver: int | None = None


def digest_of(offer: GiftOffer) -> bytes:
    """The digest under which the gift is booked. Raises ``AmountOutOfRange``."""
    if Money(offer.amount_minor).minor <= 0:
        raise AmountOutOfRange
    return gift_digest(offer.fund_id, offer.amount_minor, offer.ref, offer.happened_at, offer.giver)


@transaction.atomic
def accept_gifts(offers: Sequence[GiftOffer]) -> int:
    """Accept a list of gifts in one statement; how many were new. All or none (L34)."""
    lines = [
        {
            "key": offer.key,
            "digest": digest_of(offer).hex(),
            "fund": offer.fund_id,
            "amount": offer.amount_minor,
            "ref": offer.ref,
            "happened": offer.happened_at.isoformat(),
            "giver": offer.giver,
        }
        for offer in offers
    ]
    bound = {"lines": json.dumps(lines)}
    fresh, missing, other = 0, True, None
    with prepared() as cursor:
        while missing:  # once; again when the sequencer refused a known one in between
            cursor.execute(_OFFER_ALL, bound)
            fresh += int(cursor.rowcount)
            if fresh == len(lines):  # all of them are new, so none stood for anything else
                return fresh
            cursor.execute(_OTHERS, bound)
            other = cursor.fetchone()
            missing = other is not None and other[-1]
    if other is not None:
        key, digest, fund, amount, ref, _missing = other
        content = {"fund": fund, "amount": amount, "ref": ref}
        raise KeyReused(key=key, digest=digest, content=content)
    return fresh
