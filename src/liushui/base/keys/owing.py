"""Destroying and locking keys: owed by a row in the transaction that decides it, done after it.

What was rolled back owes nothing. What was committed is owed until it is done, whoever is killed
meanwhile. The rows of what was destroyed stay: they are the proof by which a restored key store
destroys it again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.timezone import now

from liushui.base.keys.choosing import ChosenKeyStore, own_store
from liushui.base.keys.store import KeyStoreAway
from liushui.base.models import KeyAct, KeyOrder, PersonKey

log = structlog.get_logger(__name__)
AT_ONCE = 1000


def owe(act: KeyAct, vault_ids: Iterable[UUID], *, at: datetime) -> None:
    """Have this done to these keys once the transaction is committed.

    In the main database's own table it is done inside the transaction.
    """
    wanted = sorted(set(vault_ids))
    if not wanted:
        return
    is_apart = own_store() is not None
    if not is_apart:
        _do(act, wanted, at)
    done_at = None if is_apart else at
    KeyOrder.objects.bulk_create(
        [KeyOrder(vault_id=one, act=act, asked_at=at, done_at=done_at) for one in wanted],
        ignore_conflicts=True,  # destroyed once
    )
    if is_apart:
        transaction.on_commit(partial(_at_once, wanted))


def carry_out(vault_ids: Sequence[UUID] | None = None) -> int:
    """Do what is owed, of these keys or of all, in its order; how many rows.

    Killed between doing and noting, it is done again: each act may be repeated.
    """
    with transaction.atomic():
        waiting = KeyOrder.objects.filter(done_at=None).select_for_update()
        if vault_ids is not None:
            waiting = waiting.filter(vault_id__in=vault_ids)
        rows = list(waiting.order_by("pk")[:AT_ONCE])
        for (act, at), some in groupby(rows, key=lambda row: (KeyAct(row.act), row.asked_at)):
            _do(act, [one.vault_id for one in some], at)
        KeyOrder.objects.filter(pk__in=[one.pk for one in rows]).update(done_at=now())
    return len(rows)


def waiting_count() -> int:
    """How many acts are owed and not done."""
    return KeyOrder.objects.filter(done_at=None).count()


def _at_once(vault_ids: Sequence[UUID]) -> None:
    try:
        carry_out(vault_ids)
    except KeyStoreAway:  # it is owed; the worker tries each minute
        log.warning("keys wait", count=len(vault_ids))


def _do(act: KeyAct, vault_ids: Sequence[UUID], at: datetime) -> None:
    store = ChosenKeyStore()
    if act == KeyAct.LOCK:
        store.lock(vault_ids, at=at)
    elif act == KeyAct.UNLOCK:
        store.unlock(vault_ids)
    else:
        store.destroy(vault_ids, at=at)
        left = PersonKey.objects.filter(pk__in=vault_ids, wrapped__isnull=False)
        left.update(wrapped=None, locked_at=None, destroyed_at=at)
