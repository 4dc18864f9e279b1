"""Who hears of a duty's steps: whoever does the work first, then whoever leads."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse

from liushui.compliance.models import Duty
from liushui.compliance.queries.watching import Hands
from liushui.compliance.states import StepKind
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import Telling, tell_each
from liushui.parties.queries import organisations_by_id

DUE_SOON = NoticeKind(
    "duty-due-soon",
    gettext_noop("Duties of the law that fall due"),
    gettext_noop("%(rule)s asks something of you by %(due)s: %(cycle)s"),
    is_owed=True,
)
UNMET_SOON = NoticeKind(
    "duty-escalated",
    gettext_noop("Duties of those whom I lead that nobody has met yet"),
    gettext_noop("%(rule)s falls due on %(due)s and nobody has met it yet: %(cycle)s"),
    is_owed=True,
)
OVERDUE = NoticeKind(
    "duty-overdue",
    gettext_noop("Duties of the law that are overdue"),
    gettext_noop("%(rule)s was due on %(due)s and is overdue: %(cycle)s"),
    is_owed=True,
)
_KINDS: Mapping[StepKind, NoticeKind] = {
    StepKind.WARNED: DUE_SOON,
    StepKind.EXTENDED: DUE_SOON,
    StepKind.ESCALATED: UNMET_SOON,
    StepKind.BREACHED: OVERDUE,
    StepKind.REMINDED: OVERDUE,
}
# Who stands above hears of these, too.
_TO_SUPERIORS = frozenset({StepKind.ESCALATED, StepKind.BREACHED, StepKind.REMINDED})


def register_notices() -> None:
    """At start-up."""
    for kind in (DUE_SOON, UNMET_SOON, OVERDUE):
        register_kind(kind)


def tell_of_steps(
    steps: Sequence[tuple[Duty, StepKind]], hands: Hands, *, on: date, at: datetime
) -> Mapping[tuple[int, StepKind], int]:
    """Tell everyone concerned, once each; how many were told of each step."""
    told: Counter[tuple[int, StepKind]] = Counter()
    public = _public_pages({duty.organisation_id for duty, _ in steps if duty.organisation_id})
    tellings: dict[str, list[Telling]] = defaultdict(list)
    for duty, step in steps:
        kind = _KINDS.get(step)
        if kind is None:
            continue
        people = hands.in_charge(duty.subject, duty.organisation_id)
        if step in _TO_SUPERIORS:
            people |= hands.superiors(duty.subject, duty.organisation_id)
        told[duty.pk, step] = len(people)
        facts = {"rule": duty.rule, "due": duty.due.isoformat(), "cycle": duty.subject}
        path = reverse("compliance:duty", args=[duty.pk])
        seen = public.get(duty.organisation_id, path)
        tellings[kind.name] += [
            Telling(
                person,
                f"{duty.pk}:{step}:{on}",
                path if hands.reads(person, duty.organisation_id) else seen,
                facts,
            )
            for person in sorted(people)
        ]
    for name, found in tellings.items():
        tell_each(name, found, at=at)
    return told


def _public_pages(organisation_ids: set[int]) -> Mapping[int | None, str]:
    """Where everybody sees what a body owes: for those above, who have no post in it."""
    return {
        one.pk: reverse("compliance:body", args=[one.credit_code])
        for one in organisations_by_id(organisation_ids)
    }
