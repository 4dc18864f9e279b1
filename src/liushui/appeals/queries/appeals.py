"""What is asked about personal appeals: by the public, by who asks, by those who verify."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from liushui.appeals import policies
from liushui.appeals.models import Appeal, Check, Means, Version
from liushui.appeals.states import PUBLIC_STATES, AppealState, CheckStep, Outcome, RestWay
from liushui.base.forms import in_reader_language
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.onboarding.queries.parts import organisations_without
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.parties.queries.organisations import organisations_certified

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class StepChecked:
    """A step of verification with the newest look at it; none: nobody looked yet."""

    step: CheckStep
    check: Check | None

    @property
    def is_confirmed(self) -> bool:
        return self.check is not None and self.check.outcome == Outcome.CONFIRMED


def public_appeals(after: int | None = None, *, open_only: bool = False) -> Sequence[Appeal]:
    """What was published, newest first, a page and one more. No campaign is on this list."""
    states = [AppealState.OPEN] if open_only else list(PUBLIC_STATES)
    found = Appeal.objects.filter(state__in=states)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(loaded(found).order_by("-pk")[: PAGE_SIZE + 1])


def public_appeal(number: str) -> Appeal:
    """One that was published. Raises ``NotFound``."""
    return _one(loaded(Appeal.objects.filter(number=number, state__in=PUBLIC_STATES)))


def own_appeal(actor: Actor, key: UUID) -> Appeal:
    """The actor's own. Raises ``NotFound``."""
    found = _one(loaded(Appeal.objects.filter(key=key)))
    if not policies.is_own(actor, found):
        raise NotFound
    return found


def own_appeals(actor: Actor) -> Sequence[Appeal]:
    """What the actor asked for, newest first."""
    if actor.person_id is None:
        return []
    return list(loaded(Appeal.objects.filter(applicant_id=actor.person_id)).order_by("-pk")[:50])


def appeal_for(actor: Actor, number: str) -> Appeal:
    """One that the actor works on. Raises ``NotFound``."""
    return _one(loaded(policies.appeals_worked_on_by(actor).filter(number=number)))


def appeal_for_update(actor: Actor, number: str) -> Appeal:
    """The same, locked until the transaction ends."""
    found = policies.appeals_worked_on_by(actor).filter(number=number)
    return _one(loaded(found).select_for_update(of=("self",), no_key=True))


def own_for_update(actor: Actor, key: UUID) -> Appeal:
    """The actor's own, locked until the transaction ends. Raises ``NotFound``."""
    locked = Appeal.objects.select_for_update(of=("self",), no_key=True)
    found = _one(loaded(locked.filter(key=key)))
    if not policies.is_own(actor, found):
        raise NotFound
    return found


def locked_by_id(appeal_id: int) -> Appeal:
    """For services: the row alone, locked."""
    return Appeal.objects.select_for_update(no_key=True).get(pk=appeal_id)


def lock_both(one: int, other: int) -> None:
    """Two rows, locked until the transaction ends, in one order whoever asks."""
    rows = Appeal.objects.filter(pk__in=[one, other]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def by_number(number: str) -> Appeal | None:
    """Whoever asks, whatever its state: for gifts that name it."""
    return loaded(Appeal.objects.filter(number=number)).first()


def appeals_in_console(actor: Actor) -> QuerySet[Appeal]:
    """The console's table bounds them."""
    return policies.appeals_worked_on_by(actor).select_related("organisation")


def appeals_waiting(actor: Actor) -> Sequence[Appeal]:
    """What is to be verified, or published by a second person, oldest first."""
    waiting = policies.appeals_worked_on_by(actor).filter(state=AppealState.CHECKING)
    return list(waiting.order_by("submitted_at", "pk")[:50])


def steps_checked(appeal: Appeal) -> Sequence[StepChecked]:
    """Each step with the newest look at what the appeal says now: one query."""
    newest: dict[str, Check] = {}
    for one in appeal.checks.select_related("evidence").order_by("pk"):
        if appeal.is_looked_at(one.step, one.at):
            newest[one.step] = one
    return [StepChecked(step, newest.get(step)) for step in CheckStep]


def looks_of(appeal: Appeal) -> Sequence[Check]:
    """Every look at every step, newest first: none is ever overwritten."""
    return list(appeal.checks.select_related("evidence").order_by("-pk")[:100])


def versions_of(appeal: Appeal) -> Sequence[Version]:
    """What the public could read and since when, newest first."""
    published = appeal.versions.filter(published_at__isnull=False)
    return list(published.order_by("-place"))


def version_waiting(appeal: Appeal) -> Version | None:
    """What waits for a second person."""
    return appeal.versions.filter(published_at=None, dropped_at=None).first()


def charities_taking(on: date) -> Mapping[str, str]:
    """Through whom one may ask, by credit code: both certificates are valid, the part is on."""
    ids = set(organisations_certified("registration", on)) & set(
        organisations_certified("public_fundraising", on)
    )
    ids -= organisations_without("appeals")
    return {
        one.credit_code: in_reader_language(one.name, one.name_en)
        for one in organisations_by_id(ids)
    }


def similar_appeals(appeal: Appeal) -> Sequence[Appeal]:
    """Where what is left may go: open appeals of the same organisation, newest first.

    Only such as send on what is left themselves: what came from another goes back to no giver.
    """
    open_ones = Appeal.objects.filter(
        organisation_id=appeal.organisation_id,
        state=AppealState.OPEN,
        rest_way=RestWay.SIMILAR,
    ).exclude(pk=appeal.pk)
    return list(open_ones.order_by("-pk")[:100])


def appeals_to_forget(before: datetime) -> Sequence[Appeal]:
    """What led nowhere and was last sent, or begun, before this instant; oldest first."""
    nowhere = [AppealState.DRAFT, AppealState.RETURNED, AppealState.REFUSED, AppealState.WITHDRAWN]
    old = Q(submitted_at__lt=before) | Q(submitted_at=None, begun_at__lt=before)
    found = Appeal.objects.filter(old, state__in=nowhere, blanked_at=None)
    return list(loaded(found).order_by("pk")[:500])


def numbers_by_purpose(purpose_ids: Iterable[int]) -> Mapping[int, str]:
    """Whose money lies in funds of these ids, by the ledger's id: one query, none for none."""
    wanted = set(purpose_ids)
    if not wanted:
        return {}
    found = Appeal.objects.filter(purpose_id__in=wanted).values_list("purpose_id", "number")
    return {purpose_id: number for purpose_id, number in found if purpose_id is not None}


def means_of(appeal: Appeal) -> Sequence[Means]:
    """What the family has and what it got, as answered."""
    return list(appeal.means.order_by("pk"))


def is_over(appeal: Appeal, at: datetime) -> bool:
    """Whether its days have passed."""
    return appeal.ends_on is not None and day_of(at) > appeal.ends_on


def appeals_to_end(on: date) -> Sequence[Appeal]:
    """Open ones whose days have passed, or whose cap is full."""
    over = Q(ends_on__lt=on)
    return list(Appeal.objects.filter(over, state=AppealState.OPEN).order_by("pk")[:500])


def loaded(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.select_related("organisation", "project", "person", "applicant", "estimate")


def _one(found: QuerySet[Appeal]) -> Appeal:
    one = found.first()
    if one is None:
        raise NotFound
    return one
