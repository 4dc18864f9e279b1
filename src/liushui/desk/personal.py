"""What the desk keeps about a person: filters in their own words, and long work with its files."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.desk.queries import saved_filters_of, works_of
from liushui.desk.services import forget_person
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor


class DeskHolder(PersonalDataHolder):
    """Saved filters, and exports that were asked for. All of it goes with the person."""

    name = "desk"

    def sections(self, person_id: int) -> Sequence[Section]:
        actor = Actor(f"person:{person_id}", person_id)
        facts = [
            Fact("filter", _("Saved filter"), one.label, one.query)
            for one in saved_filters_of(actor)
        ]
        facts += [
            Fact(
                "work", _("Long work"), one.result_name or one.kind, day_of(one.made_at).isoformat()
            )
            for one in works_of(actor)
        ]
        if not facts:
            return []
        return [
            Section(
                key="desk",
                title=_("What you saved at work"),
                purpose=_("To find your lists again, and to hand you what you exported."),
                facts=facts,
            )
        ]

    def erase(self, person_id: int, *, at: datetime) -> None:
        del at
        forget_person(person_id)
