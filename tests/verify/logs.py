"""A small log as its site would publish it, with two witnesses, for the verifier to judge."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liushui.transparency.format import notes
from liushui.transparency.format.disclosures import fresh_disclosure, slots
from liushui.transparency.format.leaves import leaf_bytes
from liushui.transparency.format.notes import Checkpoint, LateSigner, LogSigner, WitnessSigner
from liushui.transparency.format.receipts import receipt_text
from liushui.transparency.format.tiles import bundled, new_tiles, reader, subtree_root
from liushui.transparency.format.tree import Frontier, inclusion_proof, leaf_hash
from tests.transparency.leaves import leaf

ORIGIN = "log.example.org/2026"
AT = 1_775_000_000  # 1 April 2026
LOG = LogSigner(ORIGIN, bytes(32))
LATE = LateSigner(ORIGIN, b"\x01" * 32)
UNIVERSITY = WitnessSigner("witness.university.example", b"\x02" * 32)
AUDITOR = WitnessSigner("witness.auditor.example", b"\x03" * 32)
THE_LOG = (LOG,)
ALL = (LOG, LATE, UNIVERSITY, AUDITOR)


def vkey(signer: notes.Signer) -> str:
    return notes.vkey(signer.name, signer.kind, signer.public)


def policy(quorum: str = "both") -> bytes:
    """Trusts the log with both of its keys; two witnesses in a group called ``both``."""
    return (
        "# whom I trust\n"
        f"log {vkey(LOG)} https://log.example.org/log/\nlog {vkey(LATE)}\n\n"
        f"witness U {vkey(UNIVERSITY)}\nwitness A\t{vkey(AUDITOR)}\n"
        f"group both all U A\ngroup none-of-these any both\nquorum {quorum}\n"
    ).encode()


@dataclass
class Log:
    """Leaves, and what is published of them."""

    leaves: list[bytes] = field(default_factory=list)
    shown: dict[int, list[str]] = field(default_factory=dict)

    def add(self, *fields: tuple[str, Any], **members: Any) -> None:
        said = [fresh_disclosure(name, value) for name, value in fields]
        one = leaf(members.pop("k", "donation"), **{"no": len(self.leaves) + 1, **members})
        self.shown[len(self.leaves)] = said
        self.leaves.append(leaf_bytes({**one, "sd": slots(said)}))

    def head(self, size: int | None = None) -> Checkpoint:
        some = self.leaves[:size]
        return Checkpoint(ORIGIN, len(some), Frontier().grown(map(leaf_hash, some)).root)

    def note(self, size: int | None = None, by: Any = ALL, at: int = AT) -> str:
        return notes.signed(self.head(size), by, at=at)

    def tiles(self) -> dict[str, bytes]:
        rows = [[leaf_hash(one) for one in self.leaves]]
        files: dict[str, bytes] = {}
        for tile in new_tiles(0, len(self.leaves)):
            if tile.level == len(rows):
                below = rows[-1]
                rows.append([
                    subtree_root(b"".join(below[at : at + 256]))
                    for at in range(0, len(below) - 255, 256)
                ])  # fmt: skip
            upto = tile.first + tile.width
            files[tile.path] = b"".join(rows[tile.level][tile.first : upto])
            if tile.level == 0:
                files[tile.entries_path] = bundled(self.leaves[tile.first : upto])
        return files

    def receipt(self, index: int, by: Any = ALL, at: int = AT, *, show: bool = True) -> bytes:
        size, tiles = len(self.leaves), self.tiles()
        proof = inclusion_proof(index, size, reader(size, lambda tile: tiles[tile.path]))
        said = self.shown[index] if show else ()
        text = receipt_text(
            index, proof, self.note(by=by, at=at), leaf=self.leaves[index], disclosures=said
        )
        return text.encode()

    def publish(self, folder: Path, by: Any = ALL, at: int = AT) -> Path:
        for path, content in {
            **self.tiles(),
            "checkpoint": self.note(by=by, at=at).encode(),
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        return folder


def withhold(folder: Path, log: Log, *places: int) -> None:
    """Serve the bundles of these entries as the law has it: their hashes in their place."""
    for tile in new_tiles(0, len(log.leaves)):
        mine = range(tile.first, tile.first + tile.width)
        if tile.level == 0 and set(mine) & set(places):
            parts = [
                b"\xff\xff" + leaf_hash(log.leaves[at])
                if at in places
                else bundled([log.leaves[at]])
                for at in mine
            ]
            target = folder / tile.entries_path.replace("entries", "redacted")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"".join(parts))
            (folder / tile.entries_path).unlink()


def a_log(size: int) -> Log:
    log = Log()
    for number in range(size):
        log.add(("name", "林小满"), ("message", "加油"), amt=100 + number)
    return log
