"""Two statements of one log that cannot both be true, and the file that shows them to others."""

import hashlib
from pathlib import Path

from liushui_verify.notes import Note
from liushui_verify.outcomes import Invalid
from liushui_verify.policies import Policy
from liushui_verify.receipts import HEADER, Receipt

_MARK = "liushui-verify fork evidence v1"


def is_receipt(content: bytes) -> bool:
    return content.startswith(HEADER.encode() + b"\n")


def read_signed(content: bytes, policy: Policy, now: int) -> tuple[Note, Receipt | None]:
    """A checkpoint or receipt that a listed log signed; raises when it is not."""
    receipt = Receipt.read(content) if is_receipt(content) else None
    note = receipt.note if receipt else Note.read(_text(content))
    policy.standing(note, since=None, now=now)
    if receipt is not None:
        receipt.require_included()
    return note, receipt


def why_fork(one: tuple[Note, Receipt | None], other: tuple[Note, Receipt | None]) -> str | None:
    """The word for why both cannot be true, or nothing. Both are signed by the same log."""
    heads = one[0].head, other[0].head
    if heads[0].origin != heads[1].origin:
        raise Invalid("other_log", one=heads[0].origin, other=heads[1].origin)
    if heads[0].size == heads[1].size and heads[0].root != heads[1].root:
        return "fork_roots"
    mine, theirs = one[1], other[1]
    if mine and theirs and mine.index == theirs.index and mine.leaf_bytes != theirs.leaf_bytes:
        return "fork_leaves"
    return None


def write_evidence(folder: Path, why: str, *statements: bytes) -> Path:
    """Keep the statements side by side, byte for byte; the same ones always in the same file."""
    parts = [f"{_MARK}\n{why}\n".encode()]
    parts += [b"%d\n" % len(one) + one for one in sorted(statements)]
    content = b"".join(parts)
    path = folder / f"fork-{hashlib.sha256(content).hexdigest()[:16]}.txt"
    path.write_bytes(content)
    return path


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Invalid("bad_note") from error
