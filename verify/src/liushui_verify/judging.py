"""The verdicts on a receipt and on a whole log."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from liushui_verify.accounting import Accounts
from liushui_verify.files import read_bounded
from liushui_verify.forks import read_signed
from liushui_verify.logs import Walk, walk
from liushui_verify.notes import Head, Note
from liushui_verify.outcomes import Exit, Invalid, Report, Said
from liushui_verify.policies import MAX_CLOCK_AHEAD, Policy, Standing
from liushui_verify.receipts import Receipt

_SHOWN = 20
_CHINA = timezone(timedelta(hours=8))
_COMMON = frozenset({"v", "k", "org", "no", "d", "sd"})


def judged_receipt(content: bytes, policy: Policy, *, since: int | None, now: int) -> Report:
    """Whether the record stands in the log; signatures first, so nothing unsigned is believed."""
    receipt = Receipt.read(content)
    standing = policy.standing(receipt.note, since=since, now=now)
    receipt.require_included()
    seen = [_record(receipt), *_members(receipt), _signers(standing)]
    return _verdict(standing, Said("receipt_holds"), [*seen, Said("limits")])


def judged_log(
    folder: Path, policy: Policy, *, old: bytes | None, since: int | None, now: int
) -> tuple[Report, str | None]:
    """Whether all entries are as signed; beside it why an old head contradicts them, if it does."""
    note = _checkpoint(folder)
    standing = policy.standing(note, since=since, now=now)
    kept = None if old is None else read_signed(old, policy, now)[0].head
    if kept is not None and kept.origin != note.head.origin:
        raise Invalid("other_log", one=kept.origin, other=note.head.origin)
    if kept is not None and kept.size > note.head.size:
        raise Invalid("rolled_back", old=kept.size, new=note.head.size)
    ask = frozenset() if kept is None else frozenset({kept.size})
    accounts = Accounts()
    found = walk(folder, note.head, watch=accounts.take, ask=ask)
    seen_at = min(standing.newest or now, now + MAX_CLOCK_AHEAD)
    breaches = accounts.finish(_day_in_china(seen_at))
    seen = [*_withheld(found), *_late(accounts), _signers(standing)]
    if kept is not None:
        if found.roots[kept.size] != kept.root:
            return _verdict(standing, Said("invalid"), seen), _why(kept, note.head)
        seen.append(Said("extends", {"size": kept.size}))
    if breaches:
        told = [Said(one.rule, {"index": one.index}) for one in breaches[:_SHOWN]]
        more = Said("breaches", {"count": len(breaches)})
        return Report(Exit.INVALID, (Said("invalid"), more, *told, *seen)), None
    return _verdict(standing, Said("log_holds", {"size": found.size}), seen), None


def _checkpoint(folder: Path) -> Note:
    try:
        content = read_bounded(folder / "checkpoint")
    except FileNotFoundError as error:
        raise Invalid("file_missing", path="checkpoint") from error
    try:
        return Note.read(content.decode())
    except UnicodeDecodeError as error:
        raise Invalid("bad_note") from error


def _day_in_china(second: int) -> str:
    return datetime.fromtimestamp(second, _CHINA).date().isoformat()


def _late(accounts: Accounts) -> list[Said]:
    return [Said("late", {"count": accounts.late})] if accounts.late else []


def _why(kept: Head, head: Head) -> str:
    return "fork_roots" if kept.size == head.size else "fork_history"


def _verdict(standing: Standing, holds: Said, seen: list[Said]) -> Report:
    if not standing.has_quorum:
        return Report(Exit.NO_QUORUM, (Said("no_quorum"), *seen))
    if not standing.is_fresh:
        return Report(Exit.STALE, (Said("stale"), *seen))
    return Report(Exit.OK, (holds, *seen))


def _record(receipt: Receipt) -> Said:
    leaf = receipt.leaf
    return Said(
        "record",
        {
            "index": receipt.index,
            "size": receipt.note.head.size,
            "kind": leaf["k"],
            "org": leaf["org"],
            "no": leaf["no"],
            "day": leaf["d"],
        },
    )


def _members(receipt: Receipt) -> list[Said]:
    plain = {name: one for name, one in receipt.leaf.items() if name not in _COMMON}
    said = [Said("member", {"name": name, "value": one}) for name, one in plain.items()]
    return said + [
        Said("shown", {"name": _tame(name), "value": _tame(str(one))})
        for name, one in receipt.disclosed.items()
    ]


def _tame(text: str) -> str:
    """Text of a stranger on a terminal: what cannot be printed is shown as its number."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def _signers(standing: Standing) -> Said:
    names = {"logs": ", ".join(standing.logs), "witnesses": ", ".join(standing.witnesses) or "-"}
    return Said("signers", {key: _tame(value) for key, value in names.items()})


def _withheld(found: Walk) -> list[Said]:
    return [Said("withheld", {"count": found.withheld})] if found.withheld else []
