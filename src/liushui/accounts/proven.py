"""What a session has proven so far. It lives in the session itself and names nobody."""

from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings

_KEY = "proven"
# A working day: who opened the till in the morning closes it in the evening.
SECOND_LASTS = timedelta(hours=12)
# What changes the ways in asks for a proof of the last minutes, not of this morning.
FRESH_LASTS = timedelta(minutes=15)


class Way(StrEnum):
    """How somebody came in, or proved once more who they are."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - the name of a way, not a secret
    PASSKEY = "passkey"
    HOUSE = "house"
    CODE_APP = "code-app"
    RECOVERY = "recovery-code"
    DEMO = "demo"
    SETUP = "set-up"


@dataclass(frozen=True, slots=True)
class Proven:
    """``way`` and when (seconds since 1970); ``second`` is a factor of another kind, or ""."""

    way: str = ""
    at: int = 0
    second: str = ""
    second_at: int = 0

    def has_second(self, at: datetime) -> bool:
        """Whether a second factor was shown within the working day.

        A demo's click counts as one in a demo, and nowhere else.
        """
        if self.second == Way.DEMO:
            return bool(settings.DEMO)
        return bool(self.second) and _within(self.second_at, SECOND_LASTS, at)

    def is_fresh(self, at: datetime, *, has_factors: bool) -> bool:
        """Whether the person proved minutes ago who they are, by a factor if they have one."""
        if self.second == Way.DEMO and settings.DEMO:
            return True
        last = self.second_at if has_factors else max(self.at, self.second_at)
        return _within(last, FRESH_LASTS, at)


def proven_in(session: MutableMapping[str, Any]) -> Proven:
    """What this session has proven; nothing, for a session of before or of a stranger."""
    kept = session.get(_KEY)
    return Proven(**kept) if kept else Proven()


def first_proof(session: MutableMapping[str, Any], way: Way, *, at: datetime) -> None:
    """The session begins by this way.

    A passkey is two factors: the device, and its owner's finger, face or PIN. So is the first
    set-up: who ends it has a hand on the machine itself.
    """
    seconds = int(at.timestamp())
    is_both = way in (Way.PASSKEY, Way.DEMO, Way.SETUP)
    begun = Proven(way, seconds, way if is_both else "", seconds if is_both else 0)
    session[_KEY] = asdict(begun)


def second_proof(session: MutableMapping[str, Any], way: Way, *, at: datetime) -> None:
    """A second factor was shown in the session."""
    before = proven_in(session)
    session[_KEY] = asdict(Proven(before.way, before.at, way, int(at.timestamp())))


def proof_renewed(session: MutableMapping[str, Any], *, at: datetime) -> None:
    """The first way was proven once more: a code to the person's own phone."""
    before = proven_in(session)
    renewed = Proven(before.way, int(at.timestamp()), before.second, before.second_at)
    session[_KEY] = asdict(renewed)


def _within(seconds: int, span: timedelta, at: datetime) -> bool:
    """The clock of two machines may differ: a proof from a few seconds ahead holds as well."""
    return seconds > 0 and at.timestamp() - seconds < span.total_seconds()
