"""Drafts become leaves: each numbered, at its place, with what it holds back behind digests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from liushui.base.arrays import array_of, array_of_texts
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.disclosures import held_back, random_words
from liushui.transparency.format.flows import Account, flows
from liushui.transparency.format.leaves import VERSION, leaf_bytes
from liushui.transparency.format.tree import leaf_hash
from liushui.transparency.sources import Draft

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

SUMMARY = "summary"  # owed by the day that is over, by no record

Owing = tuple[str, int]
Place = tuple[int, bytes]  # where a leaf stands, and its hash


Row = tuple[int, bytes, bytes]  # place, hash and bytes of a leaf


@dataclass(slots=True)
class Batch:
    """What one transaction writes beside the leaves themselves."""

    size: int
    hashes: list[bytes] = field(default_factory=list)
    positions: list[tuple[str, int, int]] = field(default_factory=list)
    unfit: list[tuple[str, int, str]] = field(default_factory=list)
    held_back: list[tuple[int, UUID | None, str]] = field(default_factory=list)
    sums: dict[Account, list[int]] = field(default_factory=dict)

    @property
    def next(self) -> int:
        return self.size + len(self.hashes)


class Numbers:
    """The numbers of this batch's leaves: those of an organisation's year follow each other."""

    def __init__(self, cursor: "CursorWrapper", drafts: Iterable[Draft]) -> None:
        self._last = dict.fromkeys({(one.organisation_code, one.day.year) for one in drafts}, 0)
        cursor.execute(
            """select organisation_code, year, last from transparency_serial
               where organisation_code = any(%s::text[])""",
            [array_of_texts({code for code, _ in self._last})],
        )
        self._last |= {(code, year): last for code, year, last in cursor.fetchall()}

    def after(self, organisation_code: str, year: int) -> int:
        return self._last[organisation_code, year] + 1

    def take(self, organisation_code: str, year: int) -> None:
        self._last[organisation_code, year] += 1

    def write(self, cursor: "CursorWrapper") -> None:
        cursor.executemany(
            """insert into transparency_serial as s (organisation_code, year, last)
               values (%s, %s, %s)
               on conflict (organisation_code, year) do update set last = excluded.last
               where s.last < excluded.last""",
            [(code, year, last) for (code, year), last in sorted(self._last.items()) if last],
        )


class Leafing:
    """Makes the leaves of one batch, each when it is asked for: they are written meanwhile."""

    def __init__(
        self, cursor: "CursorWrapper", size: int, drafted: Sequence[tuple[Owing, Draft | None]]
    ) -> None:
        drafts = [draft for _, draft in drafted if draft is not None]
        self.batch = Batch(size)
        self.numbers = Numbers(cursor, drafts)
        self._drafted = drafted
        self._noise = random_words(len(drafted))
        self._places = _places(cursor, {one.refers for one in drafts if one.refers})

    def rows(self) -> Iterator[Row]:
        """A leaf for each, in this order, or the record before a person."""
        batch = self.batch
        for owing, draft in self._drafted:
            if draft is None:
                batch.unfit.append((*owing, "nothing can be said about it"))
                continue
            try:
                row = self._row(draft, draft.kind or owing[0])
            except BadBytes as error:
                batch.unfit.append((*owing, str(error)[:120]))
                continue
            if owing[0] != SUMMARY:
                self._places[owing] = row[:2]
                batch.positions.append((*owing, row[0]))
            yield row

    def _row(self, draft: Draft, kind: str) -> Row:
        """The leaf behind all others. Raises ``BadBytes`` where the draft fits none."""
        batch, year = self.batch, draft.day.year
        texts, slots = held_back(draft.held_back, self._noise.pop())
        number = self.numbers.after(draft.organisation_code, year)
        leaf = _leaf(kind, draft, number, slots)
        if draft.refers is not None:
            leaf |= self._reference(draft)
        if kind == SUMMARY:
            leaf["last"] = batch.next - 1
        content = leaf_bytes(leaf)
        self.numbers.take(draft.organisation_code, year)
        index, its_hash = batch.next, leaf_hash(content)
        batch.hashes.append(its_hash)
        if texts:
            batch.held_back.append((index, draft.vault_id, '["' + '","'.join(texts) + '"]'))
        for account, gifts, came, went in flows(leaf):
            sums = batch.sums.setdefault(account, [0, 0, 0])
            sums[0] += gifts
            sums[1] += came
            sums[2] += went
        return index, its_hash, content

    def _reference(self, draft: Draft) -> Mapping[str, Any]:
        """Where the leaf that this one is about stands, if it does."""
        if draft.refers is None or draft.refers not in self._places:
            return {}
        index, its_hash = self._places[draft.refers]
        return {"ref": index, "ref_hash": its_hash.hex()}


def _leaf(kind: str, draft: Draft, number: int, slots: Sequence[str]) -> dict[str, Any]:
    return {
        "v": VERSION,
        "k": kind,
        "org": draft.organisation_code,
        "no": number,
        "d": draft.day.isoformat(),
        **draft.members,
        "sd": slots,
    }


def _places(cursor: "CursorWrapper", wanted: set[Owing]) -> dict[Owing, Place]:
    """Where the leaves of these records stand: one query."""
    if not wanted:
        return {}
    cursor.execute(
        """select p.kind, p.subject, e.index, e.hash
           from unnest(%s::text[], %s::bigint[]) as w (kind, subject)
           join transparency_position p using (kind, subject)
           join transparency_entry e on e.index = p.entry_id""",
        [array_of_texts(kind for kind, _ in wanted), array_of(one for _, one in wanted)],
    )
    return {(kind, subject): (at, bytes(its)) for kind, subject, at, its in cursor.fetchall()}
