"""Whether enough witnesses stand behind what is published, and since when they do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from liushui.transparency.models import Head
from liushui.transparency.models_beside import Cosignature, Witness
from liushui.transparency.queries.heads import is_quorate
from liushui.transparency.witnessing.trust import Trust, trust_of_home

ALARM_AFTER = timedelta(minutes=10)
_RENEWED_WITHIN = timedelta(minutes=11)
_LOOKED_AT = 64


@dataclass(frozen=True, slots=True)
class WitnessShown:
    """A witness as the page shows it: when it last signed, and how it last answered."""

    name: str
    key: str
    signed_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class QuorumStanding:
    """``missing_since`` is None while the quorum stands, or where none is asked for."""

    is_asked: bool
    missing_since: datetime | None = None

    def is_alarming(self, at: datetime) -> bool:
        return self.missing_since is not None and at - self.missing_since > ALARM_AFTER


def quorum_standing(at: datetime) -> QuorumStanding:
    """How the witnesses stand now."""
    trust = trust_of_home()
    if trust.quorum == "none":
        return QuorumStanding(is_asked=False)
    heads = list(Head.objects.filter(note__isnull=False).order_by("-size")[:_LOOKED_AT])
    if not heads:
        return QuorumStanding(is_asked=True)
    bare: list[Head] = []
    for head in heads:
        if is_quorate(head, trust):
            break
        bare.append(head)
    if bare:
        return QuorumStanding(is_asked=True, missing_since=bare[-1].at)
    seen = _complete_at(trust)
    if seen is None or at - seen <= _RENEWED_WITHIN:
        return QuorumStanding(is_asked=True)
    return QuorumStanding(is_asked=True, missing_since=seen + _RENEWED_WITHIN)


def witnesses_shown() -> Sequence[WitnessShown]:
    """Each witness that is asked."""
    times, answers = _newest(), dict(Witness.objects.values_list("name", "answer"))
    return [
        WitnessShown(name, one.key.name, times.get(name), answers.get(name, ""))
        for name, one in sorted(trust_of_home().witnesses.items())
    ]


def _complete_at(trust: Trust) -> datetime | None:
    """The last moment since which a quorum has signed."""
    signed: set[str] = set()
    for name, moment in sorted(_newest().items(), key=lambda item: item[1], reverse=True):
        signed.add(name)
        if trust.holds(signed):
            return moment
    return None


def _newest() -> Mapping[str, datetime]:
    rows = Cosignature.objects.values("witness").annotate(newest=Max("at"))
    return {row["witness"]: row["newest"] for row in rows}
