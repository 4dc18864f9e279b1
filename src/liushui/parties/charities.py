"""What must be settled while one organisation alone takes gifts here, before another does too.

Parties does not know what it is; whoever has something registers at start-up.
"""

from collections.abc import Callable
from datetime import datetime

Settling = Callable[[datetime], object]
_settling: dict[str, Settling] = {}


def register_settling(name: str, settling: Settling) -> None:
    """At start-up. ``settling`` is told the moment, and is safe to call twice."""
    _settling[name] = settling


def before_another_charity(at: datetime) -> None:
    """Settle it all, in the transaction that lets the other one take gifts."""
    for settling in _settling.values():
        settling(at)
