"""What may be done about signing in."""

from liushui.accounts.services.entering import (
    Entrance,
    end_other_sessions,
    end_session,
    end_sessions_of,
    forget_session,
    keep_entrance,
    seen,
)

__all__ = [
    "Entrance",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "forget_session",
    "keep_entrance",
    "seen",
]
