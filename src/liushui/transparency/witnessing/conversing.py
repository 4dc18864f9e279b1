"""One witness is asked to sign a head: at most two questions, for a bounded time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import said_checkpoint
from liushui.transparency.witnessing.asked import request_body
from liushui.transparency.witnessing.judging import SIZE_TYPE
from liushui.transparency.witnessing.keys import lines_of
from liushui.transparency.witnessing.trust import Asking

SECONDS = 5
_MAX_ANSWER = 64 * 1024
_LONGEST_SIZE = 16

# The consistency proof from a size to the head that is asked about.
Proof = Callable[[int], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it: ``ok`` with the line and its second, or a word for what was wrong."""

    answer: str
    size: int = 0
    line: str = ""
    at: int = 0


def ask(witness: Asking, note: str, known: int, proof: Proof) -> Heard:
    """Have the witness sign; ``known`` is how far we believe it to know the log."""
    new = said_checkpoint(note).size
    deadline = time.monotonic() + SECONDS
    try:
        status, kind, text = _posted(witness, request_body(known, _from(known, new, proof), note))
        if status == httpx.codes.CONFLICT and kind.startswith(SIZE_TYPE):
            held = _size(text)
            if held is None or held == known:
                return Heard("fork" if held == new else "conflict", known)
            if held > new:
                return Heard("ahead", held)
            if time.monotonic() > deadline:
                return Heard("slow", held)
            known = held
            status, kind, text = _posted(witness, request_body(known, proof(known), note))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError):
        return Heard("silent", known)
    if status != httpx.codes.OK:
        return Heard(f"refused_{status}", known)
    return _heard(witness, note, text)


def _from(known: int, new: int, proof: Proof) -> Sequence[bytes]:
    return proof(known) if 0 < known <= new else []


def _posted(witness: Asking, body: bytes) -> tuple[int, str, str]:
    deadline = time.monotonic() + SECONDS
    content = b""
    with httpx.stream(
        "POST", f"{witness.url}/add-checkpoint", content=body, timeout=SECONDS
    ) as answer:
        for part in answer.iter_bytes():
            content += part
            if len(content) > _MAX_ANSWER or time.monotonic() > deadline:
                raise httpx.ReadTimeout("longer than an answer is")
        return answer.status_code, answer.headers.get("Content-Type", ""), content.decode()


def _size(text: str) -> int | None:
    plain = text.removesuffix("\n")
    right = plain.isascii() and plain.isdecimal() and len(plain) <= _LONGEST_SIZE
    return int(plain) if right else None


def _heard(witness: Asking, note: str, text: str) -> Heard:
    """Its line, if it is one: nothing that was not verified goes under our head."""
    head = said_checkpoint(note)
    try:
        for one in lines_of(f"{head.body}\n{text}"):
            if (one.name, one.key_id) == (witness.key.name, witness.key.id):
                at = witness.key.signed_at(head, one.signature)
                return Heard("ok", head.size, one.text, at)
    except BadBytes:
        return Heard("wrong_line", 0)
    return Heard("no_line", 0)
