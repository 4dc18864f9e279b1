"""What projects keep about a person: complaints with their telephone, plans they are in charge of.

A complaint has no account. It belongs to whoever owns the telephone that was left with it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.installation.queries import whole_of
from liushui.kernel.clock import day_of
from liushui.parties.queries import person_by_id
from liushui.projects.queries import complaints_with_phone, words_of_complaint
from liushui.projects.queries.plans import plans_in_charge_of
from liushui.projects.services import forget_complaints
from liushui.projects.settings_declared import COMPLAINT_MONTHS


class ProjectsHolder(PersonalDataHolder):
    """An erasure destroys complaints; a filed plan keeps a person in charge without a name."""

    name = "projects"

    def sections(self, person_id: int) -> Sequence[Section]:
        lookup = person_by_id(person_id).phone_lookup
        complaints = complaints_with_phone(bytes(lookup)) if lookup else []
        facts = [
            Fact(f"complaint-{one.code}",
                 _("You complained on %(day)s") % {"day": day_of(one.received_at)},
                 words_of_complaint(one), one.project.number)
            for one in complaints
        ]  # fmt: skip
        facts += [
            Fact(f"plan-{plan.pk}", _("A filed plan names you as in charge"), plan.title,
                 plan.project.number)
            for plan in plans_in_charge_of(person_id)
        ]  # fmt: skip
        if not facts:
            return []
        return [
            Section(
                key="projects",
                title=_("Complaints and plans"),
                purpose=_("To answer complaints, and to file plans as the law asks."),
                facts=facts,
                stays=_(
                    "Filed plans stay without the name. Complaints are erased, and in any case"
                    " %(months)s months after their answer."
                )
                % {"months": whole_of(COMPLAINT_MONTHS)},
            )
        ]

    def known_in(self, person_id: int) -> frozenset[int]:
        return frozenset(plan.project.organisation_id for plan in plans_in_charge_of(person_id))

    def erase(self, person_id: int, *, at: datetime) -> None:
        lookup = person_by_id(person_id).phone_lookup
        if lookup:
            forget_complaints(bytes(lookup), at=at)
