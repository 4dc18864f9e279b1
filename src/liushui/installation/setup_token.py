"""The word by which the operator proves, at the first set-up, to have a hand on the machine."""

import base64
import hashlib
import hmac

from liushui.base.home import Home


def setup_token(home: Home) -> str:
    """26 letters and digits from a secret of the home: the same at each start, never stored."""
    proof = hmac.digest(home.secret("setup"), b"first set-up", hashlib.sha256)
    return base64.b32encode(proof[:16]).decode().rstrip("=").lower()


def admission(home: Home) -> str:
    """What a session keeps instead of the word, once the word was said."""
    return hashlib.sha256(b"admitted " + setup_token(home).encode()).hexdigest()


def is_setup_token(home: Home, said: str) -> bool:
    """Whether somebody said the word. Takes as long for a near miss as for any other."""
    plain = said.strip().lower()
    return hmac.compare_digest(plain.encode(), setup_token(home).encode())
