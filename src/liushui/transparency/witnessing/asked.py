"""What a witness is asked (C2SP tlog-witness, add-checkpoint), read and written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import Checkpoint, from_base64, said_checkpoint, to_base64
from liushui.transparency.format.tree import HASH_BYTES
from liushui.transparency.witnessing.keys import Line, lines_of

MAX_BYTES = 256 * 1024
MAX_HASHES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """Please sign this head; it continues the one of ``old`` entries that you signed."""

    old: int
    proof: tuple[bytes, ...]
    note: str
    checkpoint: Checkpoint
    lines: Sequence[Line]

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Raises ``BadBytes`` for whatever is no such request."""
        if len(body) > MAX_BYTES:
            raise BadBytes("too long")
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise BadBytes("no text") from error
        head, empty, note = text.partition("\n\n")
        first, *hashes = head.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or not empty or len(hashes) > MAX_HASHES:
            raise BadBytes("no request")
        proof = tuple(map(from_base64, hashes))
        if any(len(one) != HASH_BYTES for one in proof):
            raise BadBytes("a hash has 32 bytes")
        return cls(int(old[1]), proof, note, said_checkpoint(note), _lines(note))


def _lines(note: str) -> Sequence[Line]:
    """Its lines; none where any of them is written otherwise than a line is: nobody signed then."""
    try:
        return lines_of(note)
    except BadBytes:
        return ()


def request_body(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """The request to sign this head."""
    return "\n".join([f"old {old}", *map(to_base64, proof), "", note]).encode()
