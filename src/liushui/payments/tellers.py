"""Whom of the merchants here a call-back is for: chosen by what it names, proven by that one alone.

Choosing proves nothing. The one chosen opens the call-back with its own keys, and what it opens is
held against its own numbers: another merchant's keys vouch for nothing of it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from liushui.payments.provider import Notice, Provider


class Tellers:
    """The merchants of one provider. Safe to share between threads."""

    def __init__(self, merchants: Sequence[Provider]) -> None:
        self._first = merchants[0]
        self._recent = tuple(merchants)

    def named_in(self, body: bytes) -> Provider:
        """For whom an unproven call-back seems to be; where it names nobody, the first."""
        recent = self._recent
        if len(recent) == 1:
            return recent[0]
        for one in recent:
            if one.is_named_in(body):
                if one is not recent[0]:  # in a surge they are nearly all for one
                    self._recent = (one, *(other for other in recent if other is not one))
                return one
        return self._first

    def open_notice(
        self, headers: Mapping[str, str], body: bytes, *, at: datetime
    ) -> tuple[Provider, Notice]:
        """Whom a call-back is for, and the payment in it. Raises ``Untrusted`` otherwise."""
        teller = self.named_in(body)
        return teller, teller.open_notice(headers, body, at=at)
