"""A call that writes is done once under its key, however often it comes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.db import transaction

from liushui.api import errors
from liushui.api.models import KeptAnswer, Token
from liushui.base import vault
from liushui.base.reading import accounted

KEPT_DAYS = 30
_PURPOSE = "api-answer"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that writes: its key, the operation's name, the address, and the body as it came."""

    key: str
    operation: str
    address: str
    body: bytes

    @property
    def digest(self) -> bytes:
        """The same call has the same digest. Keyed: a body may hold a phone that can be guessed."""
        lines = f"{self.operation}\n{self.address}\n".encode()
        return vault.lookup_hash(_PURPOSE, hashlib.sha256(lines + self.body).hexdigest())


@dataclass(frozen=True, slots=True)
class Kept:
    """What was answered before."""

    status: int
    body: str


def claim_answer(token: Token, call: Call, *, at: datetime) -> KeptAnswer | Kept:
    """The row into which the answer goes, or what was answered when the call came before.

    In the caller's transaction: a second call with the key waits for the first one's end. Raises
    ``KeyTaken`` for another call's key, ``AnswerGone`` for one that was answered long ago: of the
    oldest calls no digest is kept.
    """
    row, fresh = KeptAnswer.objects.get_or_create(
        token=token,
        key=call.key,
        defaults={"digest": call.digest, "operation": call.operation, "at": at},
    )
    if fresh:
        return row
    if row.digest and bytes(row.digest) != call.digest:
        raise errors.KeyTaken
    if row.body_sealed is None:
        raise errors.AnswerGone(days=KEPT_DAYS)
    try:
        with accounted():  # what they were answered themselves is no reading of another's
            body = vault.open_sealed(token.person.vault_id, _PURPOSE, row.body_sealed)
    except (vault.Shredded, InvalidTag):  # they were erased; or it was sealed in an older way
        raise errors.AnswerGone(days=KEPT_DAYS) from None
    return Kept(row.status, body)


def keep_answer(row: KeptAnswer, status: int, body: str) -> None:
    """Write the answer into the claimed row, sealed: an answer may tell what is not public.

    Under the key of whose token it is: it opens as long as it is promised, and goes with them.
    """
    row.status = status
    row.body_sealed = vault.seal(row.token.person.vault_id, _PURPOSE, body)
    row.save(update_fields=["status", "body_sealed"])


@transaction.atomic
def empty_answers(*, at: datetime) -> int:
    """The clock's part: forget what was answered long ago, not that it was. How many."""
    late = KeptAnswer.objects.filter(
        body_sealed__isnull=False, at__lt=at - timedelta(days=KEPT_DAYS)
    )
    return late.update(body_sealed=None)
