"""Which witnesses a log asks and how many of them must sign: the lines of a C2SP tlog-policy.

They stand in ``log-witnesses.txt`` of the home, each witness with the address where it is asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from liushui.base.home import Home
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import COSIGNATURE, ML_DSA_44
from liushui.transparency.witnessing.keys import VerifierKey

FILE = "log-witnesses.txt"


class TrustWrong(DomainError):
    """The file of witnesses is not one."""

    code = "log_witnesses_wrong"
    status = 503
    message = gettext_noop("Line %(line)s of log-witnesses.txt cannot be read.")
    remedy = gettext_noop("docs/operate/witnesses.md says what stands there.")


@dataclass(frozen=True, slots=True)
class Asking:
    """A witness that is asked."""

    name: str
    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class Trust:
    """The witnesses, groups of them, and what makes a quorum; "none" where nobody is asked."""

    witnesses: Mapping[str, Asking] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = "none"
    lines: tuple[str, ...] = ()

    def holds(self, signed: Collection[str]) -> bool:
        """Whether these names are enough."""
        return self.quorum == "none" or self._holds(self.quorum, signed)

    def _holds(self, name: str, signed: Collection[str]) -> bool:
        if name in self.witnesses:
            return name in signed
        least, members = self.groups[name]
        return sum(self._holds(one, signed) for one in members) >= least


def trust_of_home() -> Trust:
    """Who is asked here. Raises ``TrustWrong``."""
    try:
        text = (Home.from_environment().path / FILE).read_text("utf-8")
    except FileNotFoundError:
        return Trust()
    return read_trust(text)


def read_trust(text: str) -> Trust:
    """Raises ``TrustWrong``."""
    witnesses: dict[str, Asking] = {}
    groups: dict[str, tuple[int, tuple[str, ...]]] = {}
    quorum, kept = "", []
    for at, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        known = {"none", *witnesses, *groups}
        match words:
            case ["witness", name, vkey, url] if name not in known:
                witnesses[name] = Asking(name, _key(at, vkey), _address(at, url))
            case ["group", name, many, *members] if name not in known and members:
                groups[name] = (_least(at, many, members, known), tuple(members))
            case ["quorum", name] if not quorum and name in known:
                quorum = name
            case _:
                raise TrustWrong(line=at)
        kept.append(" ".join(words))
    if not quorum:
        raise TrustWrong(line=0)
    return Trust(witnesses, groups, quorum, tuple(kept))


def _key(at: int, vkey: str) -> VerifierKey:
    try:
        key = VerifierKey.read(vkey)
    except BadBytes:
        raise TrustWrong(line=at) from None
    if key.kind not in {COSIGNATURE, ML_DSA_44}:
        raise TrustWrong(line=at)
    return key


def _address(at: int, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise TrustWrong(line=at)
    return url.rstrip("/")


def _least(at: int, many: str, members: list[str], known: set[str]) -> int:
    words = {"any": 1, "all": len(members)}
    least = words.get(many) or (int(many) if many.isascii() and many.isdecimal() else 0)
    fresh = len(set(members)) == len(members) and set(members) <= known - {"none"}
    if not (fresh and 1 <= least <= len(members)):
        raise TrustWrong(line=at)
    return least
