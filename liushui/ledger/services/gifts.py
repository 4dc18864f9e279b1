"""A gift is accepted by one insert and answered at once; the sequencer places it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import KeyReused
from liushui.ledger.models import Refused
from liushui.ledger.states import Kind


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gift stands. ``fresh`` is false when it stood already."""

    key: str
    fund_id: int
    amount_minor: int
    fresh: bool


def accept_gift(
    *, fund_id: int, amount_minor: int, key: str, ref: str, happened_at: datetime
) -> Accepted:
    """Accept a gift once. Raises ``KeyReused`` when the key stands for other content (L34).

    ``ref`` is the gift's public reference; ``happened_at`` is when the provider says it was paid.
    """
    if Money(amount_minor).minor <= 0:
        raise AmountOutOfRange
    digest = gift_digest(fund_id, amount_minor, ref, happened_at)
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
               select %(key)s, %(digest)s, %(fund)s, %(amount)s, %(ref)s, %(happened)s
               where not exists (select from ledger_movement where key = %(key)s)
               on conflict (key) do nothing
               returning id""",
            {
                "key": key,
                "digest": digest,
                "fund": fund_id,
                "amount": amount_minor,
                "ref": ref,
                "happened": happened_at,
            },
        )
        fresh = cursor.fetchone() is not None
        if not fresh:
            cursor.execute(
                """select digest from ledger_inbox where key = %(key)s
                   union all select digest from ledger_movement where key = %(key)s""",
                {"key": key},
            )
            if bytes(cursor.fetchone()[0]) != digest:
                content = {"fund": fund_id, "amount": amount_minor, "ref": ref}
                reused = KeyReused(key=key, digest=digest.hex(), content=content)
                keep_refused(reused)
                raise reused
    return Accepted(key=key, fund_id=fund_id, amount_minor=amount_minor, fresh=fresh)


def gift_digest(fund_id: int, amount_minor: int, ref: str, happened_at: datetime) -> bytes:
    """The digest of a gift's content: what, how much, into which fund, when."""
    return content_digest(
        {
            "kind": Kind.GIFT,
            "amount": amount_minor,
            "target": fund_id,
            "ref": ref,
            "happened": happened_at.astimezone(UTC).isoformat(),
        }
    )


def keep_refused(error: DomainError) -> None:
    """Keep an offer that could not be booked for a person, once however often it is repeated."""
    facts: dict[str, Any] = error.facts
    Refused.objects.bulk_create(
        [
            Refused(
                key=facts["key"],
                why=error.code,
                digest=bytes.fromhex(facts["digest"]),
                content=facts.get("content", {}),
            )
        ],
        ignore_conflicts=True,
    )
