"""Finding one's gifts again without an account: by number and a code to the phone.

Nothing is told before the phone is proven, and then only of gifts that have this phone.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from liushui.documents.queries import key_of_paper
from liushui.giving.models import GiftOrder
from liushui.giving.queries.claims import gifts_with_phone, guest_gift
from liushui.kernel.ids import is_reference
from liushui.parties.actors import Actor
from liushui.parties.services import Asker, Purpose, send_code, spend_code

_KEYS = frozenset({"gift", "thanks", "receipt"})


def reference_in(words: str) -> str:
    """The gift's reference that these words name, by itself or by one of its papers; "" if none.

    Any other number is one that a channel gave its order.
    """
    plain = "".join(words.split()).upper()
    if is_reference(plain):
        return plain
    parts = key_of_paper(plain).split(":") if plain else []
    return parts[1] if parts[1:] and parts[0] in _KEYS and is_reference(parts[1]) else ""


def opens_by_itself(words: str) -> str:
    """The reference, if it is that of a guest's gift: it is a secret by itself, and opens it."""
    plain = "".join(words.split()).upper()
    return plain if is_reference(plain) and guest_gift(plain) else ""


def begin_finding(actor: Actor, *, phone: str, address: str, at: datetime) -> UUID:
    """Send a code to the phone, whether or not anybody is known by it. Raises as ``send_code``."""
    asker = Asker.STRANGER if actor.person_id is None else Asker.SIGNED_IN
    return send_code(actor, phone=phone, address=address, at=at, purpose=Purpose.FIND, asker=asker)


def find_gifts(handle: UUID, code: str, *, number: str, at: datetime) -> Sequence[GiftOrder]:
    """The gifts with the phone that proved to have the code. Raises as ``spend_code``.

    A donor's own gifts all; of imported gifts only the one that ``number`` names too.
    """

    def found(phone: str) -> Sequence[GiftOrder]:
        return gifts_with_phone(phone, reference=reference_in(number), number=number)

    return spend_code(handle, code, Purpose.FIND, found, at=at)
