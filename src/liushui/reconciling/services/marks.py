"""The keyed hash by which names of senders and receivers are compared, and nothing else of them."""

import re
import unicodedata

from liushui.base import vault


def sender_mark(name: str) -> bytes | None:
    """The keyed hash by which a sender's name is compared; none for no name."""
    plain = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    plain = re.sub(r"[()·.\-]", "", plain)
    return vault.lookup_hash("remitter", plain) if plain else None
