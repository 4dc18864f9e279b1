"""What keeps an appeal from being sent, step by step, each in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liushui.appeals.models import Appeal
from liushui.appeals.queries.people import WITNESSES, confirmed_witnesses, witnesses_of
from liushui.appeals.states import MeansKind, Step
from liushui.kernel.money import format_yuan


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step and what is to be mended in it."""

    step: Step
    faults: Sequence[str]

    @property
    def is_done(self) -> bool:
        return not self.faults


def steps_of(appeal: Appeal) -> Sequence[StepShown]:
    """Every step in the order of the pages: three queries."""
    judged: Mapping[Step, Iterator[str]] = {
        Step.PERSON: _person(appeal),
        Step.NEED: _need(appeal),
        Step.PROVIDER: _provider(appeal),
        Step.MEANS: _means(appeal),
        Step.WITNESSES: _witnesses(appeal),
    }
    return [StepShown(step, list(faults)) for step, faults in judged.items()]


def most_of(appeal: Appeal) -> int:
    """The most that may be asked for: the costs less what others pay, in fen."""
    others = {MeansKind.INSURANCE, MeansKind.AID_GOT}
    paid = sum(one.amount_minor for one in appeal.means.all() if one.kind in others)
    return max(0, appeal.cost_minor - paid)


def vouching(appeal: Appeal) -> tuple[int, int]:
    """How many vouched, of how many that are needed."""
    return confirmed_witnesses(appeal), WITNESSES


def _person(appeal: Appeal) -> Iterator[str]:
    if appeal.person_id is None or appeal.identity_sealed is None:
        yield _("The person is not named yet.")


def _need(appeal: Appeal) -> Iterator[str]:
    if not (appeal.title and appeal.summary and appeal.story):
        yield _("Title, summary or what happened is missing.")


def _provider(appeal: Appeal) -> Iterator[str]:
    if not appeal.provider or appeal.account_sealed is None:
        yield _("The provider or its account is missing.")
    if appeal.estimate_id is None:
        yield _("The estimate of costs is missing.")
    if not appeal.cap_minor:
        yield _("The sum asked for is missing.")
    elif appeal.cap_minor > most_of(appeal):
        yield _("At most %(most)s yuan can be asked for: the costs less other aid.") % {
            "most": format_yuan(most_of(appeal))
        }


def _means(appeal: Appeal) -> Iterator[str]:
    if appeal.means.count() < len(MeansKind):
        yield _("Not everything about what the family has is answered.")


def _witnesses(appeal: Appeal) -> Iterator[str]:
    lacking = WITNESSES - len(witnesses_of(appeal))
    if lacking > 0:
        yield _("%(count)s more must be named who vouch.") % {"count": lacking}
