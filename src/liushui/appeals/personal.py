"""What appeals keep about people: who asks, for whom, and who vouches."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.appeals.policies import WORKING
from liushui.appeals.queries.people import appeals_about, opened_of, vouched_by
from liushui.appeals.services.forgetting import blank_appeals, join_appeals, require_appeals_over
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.money import format_yuan
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.appeals.models import Appeal

_OWN = Actor.system("privacy")


def grounds_of_appeals(actor: Actor, person_id: int) -> frozenset[int]:
    """The organisations in which the actor works on an appeal of or for this person."""
    return frozenset(
        one.organisation_id
        for one in appeals_about(person_id)
        if any(actor.holds(right, one.organisation_id) for right in WORKING)
    )


class AppealsHolder(PersonalDataHolder):
    """Appeals. An erasure leaves number, sums, provider and what was verified."""

    name = "appeals"

    def sections(self, person_id: int) -> Sequence[Section]:
        appeals = appeals_about(person_id)
        found = _vouching(person_id)
        if not appeals:
            return found
        return [
            *found,
            Section(
                key="appeals",
                title=_("Personal appeals"),
                purpose=_("To verify what is asked for, to show it to givers, and to pay for it."),
                facts=[fact for one in appeals for fact in _facts(one)],
                stays=_("Sums, the provider and what was verified stay; names and the story go."),
                organisation_ids=frozenset(one.organisation_id for one in appeals),
            ),
        ]

    def known_in(self, person_id: int) -> frozenset[int]:
        asked = {one.organisation_id for one in appeals_about(person_id)}
        return frozenset(asked | {one.appeal.organisation_id for one in vouched_by(person_id)})

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        del at
        join_appeals(_OWN, person_id, into_id)

    def require_erasable(self, person_id: int) -> None:
        require_appeals_over(person_id)

    def erase(self, person_id: int, *, at: datetime) -> None:
        blank_appeals(_OWN, person_id, at=at)


def _vouching(person_id: int) -> list[Section]:
    """Where the person's phone stands as that of somebody who vouches."""
    found = vouched_by(person_id)
    if not found:
        return []
    named, confirmed = _("named, has not confirmed"), _("has confirmed")
    return [
        Section(
            key="vouching",
            title=_("Appeals for which you were named as vouching"),
            purpose=_("So that people who know the person confirm what is said."),
            facts=[
                Fact(f"vouching-{one.pk}", _("Appeal %(number)s") % {"number": one.appeal.number},
                     f"{one.name_shown} · {one.relation}",
                     confirmed if one.confirmed_at else named)
                for one in found
            ],
            stays=_("That somebody confirmed, and when, stays; name and phone go."),
            organisation_ids=frozenset(one.appeal.organisation_id for one in found),
        )
    ]  # fmt: skip


def _facts(appeal: "Appeal") -> list[Fact]:
    key, said = appeal.number, opened_of(appeal)
    facts = [
        Fact(key, _("Appeal %(number)s") % {"number": key}, appeal.title,
             f"{appeal.get_state_display()} · {format_yuan(appeal.cap_minor)}"),
        Fact(f"{key}-story", _("What happened"), appeal.story),
    ]  # fmt: skip
    facts += [Fact(f"{key}-{name}", words, text) for name, words, text in said if text]
    return facts
