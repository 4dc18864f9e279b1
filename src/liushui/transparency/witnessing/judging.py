"""Whether a witness signs: each check of C2SP tlog-witness in its order, and its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.following import follows
from liushui.transparency.format.notes import WitnessSigner, key_id, signature_line
from liushui.transparency.witnessing.asked import Asked
from liushui.transparency.witnessing.keys import VerifierKey, signed_by_any
from liushui.transparency.witnessing.memory import Held, Memory, Writing

SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"


class Judge:
    """A witness: its key, the logs that it knows, what it remembers."""

    def __init__(
        self, signer: WitnessSigner, logs: Mapping[str, Sequence[VerifierKey]], memory: Memory
    ) -> None:
        self.signer, self.logs, self.memory = signer, logs, memory

    def answer(self, body: bytes, *, at: int) -> Answer:
        """To ``add-checkpoint``. What is signed is on the disk before it is answered."""
        try:
            asked = Asked.read(body)
        except BadBytes as error:
            return Answer(400, f"{error}\n")
        keys = self.logs.get(asked.checkpoint.origin)
        if not keys:
            return Answer(404, "this log is not known here\n")
        if not signed_by_any(asked.checkpoint, asked.lines, keys):
            return Answer(403, "none of the log's keys signed this\n")
        if asked.old > asked.checkpoint.size:
            return Answer(400, "the old size is the larger one\n")
        with self.memory.alone() as writing:
            refusal = self._refusal(writing, asked, body, at)
            if refusal is not None:
                return refusal
            checkpoint = asked.checkpoint
            writing.hold(checkpoint.origin, Held(checkpoint.size, checkpoint.root, asked.note), at)
        return Answer(200, self._line(asked, at))

    def _refusal(self, writing: Writing, asked: Asked, body: bytes, at: int) -> Answer | None:
        new = asked.checkpoint
        held = writing.held(new.origin)
        if held.size == new.size and held.note and held.root != new.root:
            writing.keep_evidence(new.origin, "two roots of one size", body, at)
            return Answer(409, f"{held.size}\n", SIZE_TYPE)
        if asked.old != held.size:
            return Answer(409, f"{held.size}\n", SIZE_TYPE)
        is_first = held.size == 0
        holds = (
            not asked.proof
            if is_first
            else follows(held.size, new.size, held.root, new.root, asked.proof)
        )
        if not holds:
            writing.keep_evidence(new.origin, "does not follow from what was signed", body, at)
            return Answer(422, "this consistency proof does not hold\n")
        return None

    def _line(self, asked: Asked, at: int) -> str:
        signer = self.signer
        said = key_id(signer.name, signer.kind, signer.public)
        return signature_line(signer.name, said + signer.signature(asked.checkpoint, at))
