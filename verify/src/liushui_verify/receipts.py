"""A receipt: one text file that proves a record without the site it came from."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from liushui_verify.encoding import from_base64, from_base64url, from_json, number
from liushui_verify.leaves import read_leaf
from liushui_verify.merkle import HASH, is_included, leaf_hash
from liushui_verify.notes import MAX_BYTES, Note
from liushui_verify.outcomes import Invalid

HEADER = "c2sp.org/tlog-proof@v1"
_SALT = 32


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the file says. ``leaf`` and ``disclosed`` follow from hashes; nobody signed them."""

    index: int
    proof: tuple[bytes, ...]
    note: Note
    note_text: str
    leaf_bytes: bytes
    leaf: dict[str, Any]
    disclosed: dict[str, Any]

    @classmethod
    def read(cls, content: bytes) -> "Receipt":
        if len(content) > MAX_BYTES:
            raise Invalid("bad_receipt")
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise Invalid("bad_receipt") from error
        head, empty, note_text = text.partition("\n\n")
        lines = head.split("\n")
        if not empty or len(lines) < 3 or lines[0] != HEADER:  # noqa: PLR2004
            raise Invalid("bad_receipt")
        extra = _extra(from_json(from_base64(_after("extra ", lines[1]))))
        leaf_bytes = from_base64(extra["leaf"])
        leaf = read_leaf(leaf_bytes)
        return cls(
            index=number(_after("index ", lines[2])),
            proof=tuple(_hash(line) for line in lines[3:]),
            note=Note.read(note_text),
            note_text=note_text,
            leaf_bytes=leaf_bytes,
            leaf=leaf,
            disclosed=_disclosed(extra["disc"], leaf),
        )

    def require_included(self) -> None:
        """Raises unless the leaf stands under the head that the receipt carries."""
        head = self.note.head
        here = leaf_hash(self.leaf_bytes)
        if not is_included(here, self.index, head.size, self.proof, head.root):
            raise Invalid("not_included", index=self.index, size=head.size)


def _after(begin: str, line: str) -> str:
    if not line.startswith(begin):
        raise Invalid("bad_receipt")
    return line[len(begin) :]


def _hash(line: str) -> bytes:
    content = from_base64(line)
    if len(content) != HASH:
        raise Invalid("bad_receipt")
    return content


def _extra(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or set(said) != {"anchors", "disc", "leaf"}:
        raise Invalid("bad_receipt")
    texts = [said["leaf"]]
    for name in ("anchors", "disc"):
        if not isinstance(said[name], list):
            raise Invalid("bad_receipt")
        texts += said[name]
    if not all(isinstance(one, str) for one in texts):
        raise Invalid("bad_receipt")
    return said


def _disclosed(texts: list[str], leaf: dict[str, Any]) -> dict[str, Any]:
    """The fields that the holder shows: each must stand behind one of the leaf's digests.

    None may have the name of a field that stands in clear: it would be read in its place.
    """
    slots, shown = leaf["sd"], dict[str, Any]()
    for text in texts:
        if _digest(text) not in slots:
            raise Invalid("not_disclosed")
        said = from_json(from_base64url(text))
        if not (isinstance(said, list) and len(said) == 3 and isinstance(said[1], str)):  # noqa: PLR2004
            raise Invalid("not_disclosed")
        salt, name, value = said
        if (
            not isinstance(salt, str)
            or len(from_base64url(salt)) < _SALT
            or name in {*shown, *leaf}
        ):
            raise Invalid("not_disclosed")
        shown[name] = value
    return shown


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
