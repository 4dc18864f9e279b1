"""Several movements that are one deed: one key, one group, all or none, and the same once."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from liushui.kernel.digests import Value, content_digest
from liushui.kernel.money import Money
from liushui.ledger.errors import KeyReused
from liushui.ledger.models import Fund, Movement
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Links, move
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind

_NO_LINKS = Links()


@dataclass(slots=True)
class Deed:
    """Movements under one key. The group's number is the digest of what was asked for (L34).

    Whoever does one asks ``meanwhile`` once its funds are locked: the same request may have been
    answered while this one waited.
    """

    key: str
    happened_at: datetime
    group: uuid.UUID
    digest: bytes
    content: dict[str, Value]
    done: list[Movement] = field(default_factory=list)

    def meanwhile(self) -> list[Movement] | None:
        """Its movements, if it has been done. Raises ``KeyReused`` for something else."""
        first = Movement.objects.filter(key=self.key).first()
        if first is None:
            return None
        if first.group_id != self.group:
            raise KeyReused(key=self.key, digest=self.digest.hex(), content=self.content)
        return list(Movement.objects.filter(group_id=self.group).order_by("pk"))

    def move(  # noqa: PLR0913 - see move
        self,
        amount: Money,
        *,
        source: Fund | None,
        target: Fund,
        kind: Kind,
        ref: str = "",
        pins: Sequence[Span] | None = None,
        links: Links = _NO_LINKS,
    ) -> Movement:
        """One of its movements; the first bears the deed's own key."""
        movement = move(
            amount,
            source=source,
            target=target,
            kind=kind,
            key=f"{self.key}#{len(self.done) + 1}" if self.done else self.key,
            happened_at=self.happened_at,
            ref=ref,
            group=self.group,
            pins=pins,
            links=links,
        )
        self.done.append(movement)
        return movement


def deed(
    key: str, happened_at: datetime, content: dict[str, Value]
) -> tuple[Deed, list[Movement] | None]:
    """A deed to be done, and its movements if it was done before.

    Raises ``KeyReused`` when something else was done under the key. When it was asked for is no
    part of the content: who asks again asks for the same.
    """
    digest = content_digest({"key": key, **content})
    group = uuid.UUID(bytes=digest[:16])
    doing = Deed(key, happened_at, group, digest, content)
    return doing, doing.meanwhile()


def lock_what_is_found(find: Callable[[], set[int]]) -> dict[int, Fund]:
    """Lock the funds that ``find`` names, all in order; what it finds afterwards is among them.

    What moved on between looking and locking is looked for again, with nothing held meanwhile.
    """
    while True:
        wanted = find()
        unlocked = transaction.savepoint()
        funds = lock_funds(wanted)
        if find() <= wanted:
            transaction.savepoint_commit(unlocked)
            return funds
        transaction.savepoint_rollback(unlocked)
