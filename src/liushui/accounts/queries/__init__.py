"""Questions about sessions, browsers and second factors."""

from liushui.accounts.queries.factors import Factors, factors_of, has_factors, passkeys_of
from liushui.accounts.queries.sessions import SessionShown, asker_of, sessions_of

__all__ = [
    "Factors",
    "SessionShown",
    "asker_of",
    "factors_of",
    "has_factors",
    "passkeys_of",
    "sessions_of",
]
