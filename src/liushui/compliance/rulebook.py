"""The rules of the law as dated text: ``rules/*.toml``, read and judged once, at start-up.

A rule has one version for each change of the law; ``rule_on`` gives the one of a day. The version
that binds a duty is that of the day which triggered it (立法法 art 104: no retroactivity).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from liushui.compliance.states import RuleKind, Scope, Status

FOLDER = Path(__file__).resolve().parent / "rules"
GROUPS = (
    "campaigns", "disclosure", "ratios", "gifts", "appeals", "volunteers", "privacy", "norms",
    "house",
)  # fmt: skip
_ID = re.compile(r"R-[0-9]{2,3}a?|[NH][0-9]{2}")
_OWN = frozenset(
    {"id", "zh", "en", "source", "status", "from", "until", "region", "kind", "scope", "check"}
    | {"act", "warn", "needs", "happenings", "fixed", "proof"}
)


class RuleMisread(ValueError):
    """A rule's text is not what a rule needs: the site does not start with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. ``first`` and ``last`` are the days between which it is in force."""

    id: str
    group: str
    zh: str
    en: str
    source: str
    status: Status
    kind: RuleKind
    first: date
    last: date | None = None
    region: str = ""
    scope: Scope = Scope.ORGANISATION
    check: str = ""
    act: str = ""
    warn: tuple[int, int] = (0, 0)
    needs: str = ""
    happenings: tuple[str, ...] = ()
    is_fixed: bool = False
    proof: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def binds(self, place_code: str) -> bool:
        """Whether the rule binds a body at this place: local rules bind their own region alone."""
        return place_code.startswith(self.region)

    def number(self, name: str) -> int:
        """A whole number that the rule states."""
        return int(self.parameters[name])

    def has(self, name: str) -> bool:
        return name in self.parameters

    @property
    def words(self) -> str:
        """The rule in the reader's language."""
        return self.en if (get_language() or "").startswith("en") else self.zh

    @property
    def is_confirmed(self) -> bool:
        """Whether its words were read at the source."""
        return self.status == Status.VERIFIED


@cache
def rules() -> Sequence[Rule]:
    """Every version of every rule, in the order of the files."""
    found: list[Rule] = []
    for group in GROUPS:
        text = (FOLDER / f"{group}.toml").read_text(encoding="utf-8")
        found += [_rule(group, entry) for entry in tomllib.loads(text)["rule"]]
    _require_no_overlap(found)
    return tuple(found)


def rules_on(day: date) -> Sequence[Rule]:
    """The versions in force on a day."""
    return [rule for rule in rules() if rule.holds_on(day)]


@cache
def suspending() -> frozenset[str]:
    """The rules that take a project down when they are overdue."""
    return frozenset(rule.id for rule in rules() if rule.act == "suspend")


def rule_on(key: str, day: date, region: str = "") -> Rule | None:
    """The version of a rule in force on a day, national or of a region."""
    return next(
        (r for r in _versions().get(key, ()) if r.region == region and r.holds_on(day)), None
    )


def rule_known(key: str, first: date | None = None, region: str | None = None) -> Rule | None:
    """The version that began on this day, of this region; without a day the newest."""
    versions = _versions().get(key, ())
    named = [
        rule for rule in versions if first in {None, rule.first} and region in {None, rule.region}
    ]
    return max(named, key=lambda rule: rule.first, default=None)


def rule_read(key: str, first: date) -> Rule:
    """The version that began on this day, or the newest; one without text if the rule is gone.

    A duty outlives the text that opened it: its pages still say what stands.
    """
    known = rule_known(key, first) or rule_known(key)
    return known or Rule(
        id=key, group="house", zh="此规则已不在规则文本中", en="This rule has left the texts",
        source="", status=Status.UNCONFIRMED, kind=RuleKind.TEXT, first=first,
    )  # fmt: skip


@cache
def _versions() -> Mapping[str, Sequence[Rule]]:
    by_id: dict[str, list[Rule]] = {}
    for rule in rules():
        by_id.setdefault(rule.id, []).append(rule)
    return by_id


def _rule(group: str, entry: Mapping[str, Any]) -> Rule:
    """One entry; raises ``RuleMisread`` with the id of what is wrong."""
    key = str(entry.get("id", ""))
    try:
        kind = RuleKind(entry["kind"])
        plain = Scope.INSTALLATION if kind in {"text", "gate"} else Scope.ORGANISATION
        warn = tuple(entry.get("warn", (0, 0)))
        rule = Rule(
            id=key,
            group=group,
            zh=entry["zh"],
            en=entry["en"],
            source=entry["source"],
            status=Status(entry["status"]),
            kind=kind,
            first=entry["from"],
            last=entry.get("until"),
            region=entry.get("region", ""),
            scope=Scope(entry.get("scope", plain)),
            check=entry.get("check", ""),
            act=entry.get("act", ""),
            warn=(warn[0], warn[1]),
            needs=entry.get("needs", ""),
            happenings=tuple(entry.get("happenings", ())),
            is_fixed=entry.get("fixed", False),
            proof=entry.get("proof", ""),
            parameters={name: value for name, value in entry.items() if name not in _OWN},
        )
    except (KeyError, ValueError, IndexError) as error:
        raise RuleMisread(f"{group}: {key or entry}: {error}") from error
    _require_whole(rule)
    return rule


def _require_whole(rule: Rule) -> None:
    """Demand what each kind needs: a clock its span and warnings, a check its name."""
    faults = {
        "its id": not _ID.fullmatch(rule.id),
        "its words": not (rule.zh.strip() and rule.en.strip() and rule.source.strip()),
        "its days": rule.last is not None and rule.last < rule.first,
        "what checks it": rule.kind in {"clock", "check"} and not rule.check,
        "its warnings": rule.kind == "clock" and rule.warn[0] <= rule.warn[1],
        "its act": rule.act not in {"", "suspend"},
        "its span": rule.kind == "clock"
        and not {"days", "months", "working_days", "month"} & set(rule.parameters),
    }
    wrong = [name for name, is_wrong in faults.items() if is_wrong]
    if wrong:
        raise RuleMisread(f"{rule.group}: {rule.id}: {', '.join(wrong)}")


def _require_no_overlap(found: Sequence[Rule]) -> None:
    """Demand that one version of a rule holds on any day, in each region."""
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            same = (one.id, one.region) == (other.id, other.region)
            if (
                same
                and one.first <= (other.last or date.max)
                and other.first <= (one.last or date.max)
            ):
                raise RuleMisread(f"{one.id}: two versions hold at once from {other.first}")
