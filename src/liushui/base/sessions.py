"""Django's sessions in the database, with a fresh key in one statement instead of six."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

_KEY_LENGTH = 32


class SessionStore(db.SessionStore):
    """Its row moves to the fresh key, so that the old one opens nothing from that moment."""

    def cycle_key(self) -> None:
        """As Django's: the contents stay, the key is new. 165 random bits meet no other key."""
        before = self.session_key
        fresh = get_random_string(_KEY_LENGTH, VALID_KEY_CHARS)
        kept = self._session  # type: ignore[attr-defined] # read under the old key, if not yet
        moved = before and self.model.objects.filter(session_key=before).update(session_key=fresh)
        if not moved:
            super().cycle_key()
            return
        self._session_key, self._session_cache = fresh, kept
        self.modified = True
