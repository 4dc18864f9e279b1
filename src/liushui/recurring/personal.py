"""What recurring keeps about a person: what they promised to give, and on which day."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import day_of
from liushui.kernel.money import format_yuan
from liushui.parties.actors import Actor
from liushui.recurring.queries import mandates_by
from liushui.recurring.services import end_of_person, join_mandates, rest_of_person

_OWN = Actor.system("privacy")


class RecurringHolder(PersonalDataHolder):
    """Mandates. An erased person's are ended and belong to nobody; the orders stay with giving."""

    name = "recurring"

    def sections(self, person_id: int) -> Sequence[Section]:
        mandates = mandates_by(person_id)
        if not mandates:
            return []
        facts = [
            Fact(
                one.code,
                f"{day_of(one.created_at).isoformat()} · "
                + in_reader_language(one.project.title, one.project.title_en),
                f"{format_yuan(one.amount_minor)} · {one.get_every_display()} ·"
                f" {one.get_state_display()}",
                one.code,
            )
            for one in mandates
        ]
        return [
            Section(
                key="mandates",
                title=_("What you promised to give regularly"),
                purpose=_("To charge what you allowed, on the day that you chose."),
                facts=facts,
                stays=_("The promise is ended, at the payment provider too; it names nobody."),
                organisation_ids=frozenset(one.project.organisation_id for one in mandates),
            )
        ]

    def known_in(self, person_id: int) -> frozenset[int]:
        return frozenset(one.project.organisation_id for one in mandates_by(person_id))

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        join_mandates(_OWN, person_id, into_id, at=at)

    def restrict(self, person_id: int, *, at: datetime) -> None:
        rest_of_person(person_id, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        end_of_person(person_id, at=at)
