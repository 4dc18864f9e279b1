"""What this module keeps about a person: teams they lead, words on walls, firms they joined."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import day_of
from liushui.parties.agreements import SHOWN_NAME
from liushui.teams.queries.held import facts_held, organisations_of
from liushui.teams.services.forgetting import forget_person, hide_captain, join_people


class TeamsHolder(PersonalDataHolder):
    """An erasure leaves teams without captain and name, and takes words and firms away."""

    name = "teams"

    def sections(self, person_id: int) -> Sequence[Section]:
        held = facts_held(person_id)
        facts = [
            Fact(team.code, _("You lead a team since %(day)s") % {"day": day_of(team.opened_at)},
                 team.title or team.code)
            for team in held.teams
        ]  # fmt: skip
        facts += [
            Fact(f"word-{said.word.pk}", _("Your word on a wall"), said.text,
                 str(said.word.get_state_display()))
            for said in held.words
        ]  # fmt: skip
        facts += [
            Fact(f"firm-{one.firm.organisation.credit_code}", _("You joined a firm"),
                 one.firm.organisation.name, day_of(one.joined_at).isoformat())
            for one in held.firms
        ]  # fmt: skip
        facts += [
            Fact(f"asked-{one.pk}", _("You asked for a firm's page"), one.name,
                 day_of(one.asked_at).isoformat())
            for one in held.requests
        ]  # fmt: skip
        if not facts:
            return []
        return [
            Section(
                key="teams",
                title=_("Teams and firms"),
                purpose=_("To let people give together, and firms act by their own people."),
                facts=facts,
                stays=_("A team's sum stays, without its name and captain. Words are erased."),
                organisation_ids=organisations_of(person_id),
            )
        ]

    def known_in(self, person_id: int) -> frozenset[int]:
        return organisations_of(person_id)

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        join_people(person_id, into_id, at=at)

    def withdrawn(self, person_id: int, purpose: str, *, at: datetime) -> None:
        if purpose == SHOWN_NAME:
            hide_captain(person_id, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        forget_person(person_id, at=at)
