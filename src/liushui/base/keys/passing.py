"""Keys of a day, for what is kept for minutes before a person is known: a code's telephone.

Under the home's own key it would open from every dump for ever. Where keys have a database of their
own, each day has a key there, which is destroyed soon after; a dump holds none.
"""

import os
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid5

from django.utils.timezone import now

from liushui.base.keys.choosing import ChosenKeyStore, own_store
from liushui.base.keys.owing import owe
from liushui.base.keys.wrapping import decrypt, encrypt, master
from liushui.base.models import KeyAct
from liushui.kernel.clock import day_of

KEPT_DAYS = 3
_LOOKED_BACK = 60
_SPACE = UUID("7d0a5c1e-3f0b-5a52-9c57-1f5f0c6b7a11")
_OF_A_DAY = b"\x02"
_DAY_BYTES = 4


def seal_for_days(whose: bytes, content: bytes) -> bytes:
    """Sealed until the day's key goes; without a store of its own, under the home's key."""
    if own_store() is None:
        return encrypt(master(), whose, content)
    day = day_of(now())
    named = day.toordinal().to_bytes(_DAY_BYTES, "big")
    return _OF_A_DAY + named + encrypt(_key(day), whose, content)


def open_passed(whose: bytes, sealed: bytes) -> bytes:
    """What ``seal_for_days`` sealed, or what was sealed under the home's key."""
    if sealed[:1] != _OF_A_DAY:
        return decrypt(master(), whose, sealed)
    day = date.fromordinal(int.from_bytes(sealed[1 : 1 + _DAY_BYTES], "big"))
    return decrypt(_key(day, is_new=False), whose, sealed[1 + _DAY_BYTES :])


def forget_days(*, at: datetime) -> int:
    """Destroy the keys of days that are over; how many."""
    last = day_of(at) - timedelta(days=KEPT_DAYS + 1)
    days = [_of(last - timedelta(days=back)) for back in range(_LOOKED_BACK)]
    there = sorted(ChosenKeyStore().keys_of(days))
    owe(KeyAct.DESTROY, there, at=at)
    return len(there)


def _of(day: date) -> UUID:
    return uuid5(_SPACE, day.isoformat())


def _key(day: date, *, is_new: bool = True) -> bytes:
    return _remembered(tuple(map(os.environb.get, _WHERE)), day, is_new)


_WHERE = (b"LIUSHUI_KEYS_DATABASE_URL", b"LIUSHUI_HOME")


@lru_cache(2 * KEPT_DAYS)
def _remembered(where: tuple[bytes | None, ...], day: date, is_new: bool) -> bytes:  # noqa: FBT001
    """It is nobody's key: each code that is sent would ask for it."""
    del where
    store = ChosenKeyStore()
    return store.key_for(_of(day)) if is_new else store.key_of(_of(day))
