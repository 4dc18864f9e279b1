"""Whom you trust (C2SP tlog-policy): your own file. One that comes with the proof is not looked at.

A head counts when one of the listed logs signed it and the quorum of witnesses stands behind it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liushui_verify.encoding import number
from liushui_verify.notes import COSIGNATURE, ED25519, ML_DSA_44, Key, Note
from liushui_verify.outcomes import Invalid

MAX_CLOCK_AHEAD = 300
_CONTROLS = frozenset((*range(0x20), 0x7F)) - frozenset(b"\t\n")


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these members must have signed; a member is a witness or a group."""

    at_least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands behind a head: which keys, and whether the quorum does, also a fresh one."""

    logs: tuple[str, ...]
    witnesses: tuple[str, ...]
    has_quorum: bool
    is_fresh: bool
    newest: int | None


@dataclass(slots=True)
class Policy:
    """Logs, witnesses, groups of them, and the quorum."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""
    _placed: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, content: bytes) -> "Policy":
        if any(byte in _CONTROLS for byte in content):
            raise Invalid("bad_policy", line=0)
        policy = cls()
        text = content.decode("utf-8", "surrogateescape")
        for at, line in enumerate(text.split("\n"), 1):
            words = [word for word in line.replace("\t", " ").split(" ") if word]
            if words and not words[0].startswith("#"):
                policy._take(at, words)
        if not policy.quorum or not policy.logs:
            raise Invalid("bad_policy", line=0)
        return policy

    def standing(self, note: Note, *, since: int | None, now: int) -> Standing:
        """Who stands behind the head. Raises when no listed log does, or a known line is wrong.

        ``since``: signatures made before it are not fresh.
        """
        names = {key: name for name, key in self.witnesses.items()}
        signed = note.signed_by([*self.logs, *names])
        logs = [key for key in signed if key in self.logs and key.name == note.head.origin]
        if not logs:
            raise Invalid("no_log_signed", origin=note.head.origin)
        seen = {names[key]: at or 0 for key, at in signed.items() if key in names}
        times = seen if self.quorum != "none" else _newest_of_each(logs, signed)
        return Standing(
            logs=tuple(dict.fromkeys(key.name for key in logs)),
            witnesses=tuple(sorted(seen)),
            has_quorum=self._holds(self.quorum, seen),
            is_fresh=since is None or self._is_fresh(times, since, now),
            newest=max(times.values(), default=0) or None,
        )

    def _is_fresh(self, times: Mapping[str, int], since: int, now: int) -> bool:
        fresh = {name for name, at in times.items() if since <= at <= now + MAX_CLOCK_AHEAD}
        return bool(fresh) if self.quorum == "none" else self._holds(self.quorum, fresh)

    def _holds(self, name: str, seen: Iterable[str]) -> bool:
        if name == "none":
            return True
        if name in self.witnesses:
            return name in seen
        group = self.groups[name]
        return sum(self._holds(member, seen) for member in group.members) >= group.at_least

    def _take(self, at: int, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self._take_key(at, self.logs, Key.read(key), {ED25519, ML_DSA_44})
            case ["witness", name, key] | ["witness", name, key, _] if self._is_free(name):
                mine: list[Key] = []
                self._take_key(at, mine, Key.read(key), {COSIGNATURE, ML_DSA_44})
                self.witnesses[name] = mine[0]
            case ["group", name, many, *members] if members and self._is_free(name):
                self.groups[name] = self._group(at, many, tuple(members))
            case ["quorum", name] if not self.quorum and (name == "none" or self._is_known(name)):
                self.quorum = name
            case _:
                raise Invalid("bad_policy", line=at)

    def _take_key(self, at: int, kept: list[Key], key: Key, kinds: set[int]) -> None:
        others = {one.public for one in (*self.logs, *self.witnesses.values())}
        if key.kind not in kinds or key.public in others:
            raise Invalid("bad_policy", line=at)
        kept.append(key)

    def _group(self, at: int, many: str, members: tuple[str, ...]) -> Group:
        wanted = {"any": 1, "all": len(members)}.get(many) or number(many)
        fresh = len(set(members)) == len(members) and not self._placed & set(members)
        if not (fresh and all(map(self._is_known, members)) and 1 <= wanted <= len(members)):
            raise Invalid("bad_policy", line=at)
        self._placed |= set(members)
        return Group(wanted, members)

    def _is_free(self, name: str) -> bool:
        return name != "none" and not self._is_known(name)

    def _is_known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups


def _newest_of_each(logs: Iterable[Key], signed: Mapping[Key, int | None]) -> dict[str, int]:
    """A log's keys bear one name, and not all of them say a time: the newest that one says."""
    times: dict[str, int] = {}
    for key in logs:
        times[key.name] = max(times.get(key.name, 0), signed[key] or 0)
    return times
