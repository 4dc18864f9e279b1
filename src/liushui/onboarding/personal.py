"""What onboarding keeps about people: who is on a board, who applied for an organisation."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.onboarding.models import BoardMember
from liushui.onboarding.queries.applications import applied_by
from liushui.onboarding.queries.boards import employer_of, memberships_of
from liushui.onboarding.services.boards import forget_member, join_members
from liushui.onboarding.states import Office


class OnboardingHolder(PersonalDataHolder):
    """Board lists and applications. Offices stay as the law asks; where one works goes."""

    name = "onboarding"

    def sections(self, person_id: int) -> Sequence[Section]:
        facts = [
            Fact("board", _("On a board"), _offices(one), _where(one))
            for one in memberships_of(person_id)
        ]
        facts += [
            Fact("employer", _("Works for"), employer)
            for one in memberships_of(person_id)
            if (employer := employer_of(one))
        ]
        facts += [
            Fact("application", _("Applied for"), one.name, str(one.get_state_display()))
            for one in applied_by(person_id)
        ]
        return [
            Section(
                key="onboarding",
                title=_("Boards and applications"),
                purpose=_("To check the board of a charity, and to know who applied for it."),
                facts=facts,
                stays=_("The offices stay, without your name and without where you work."),
            )
        ]

    def known_in(self, person_id: int) -> frozenset[int]:
        found = (one.board.organisation_id for one in memberships_of(person_id))
        return frozenset(key for key in found if key is not None)

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        join_members(person_id, into_id, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        del at
        forget_member(person_id)


def _offices(one: BoardMember) -> str:
    return "、".join(str(Office(office).label) for office in one.offices)


def _where(one: BoardMember) -> str:
    body = one.board.organisation
    if body is not None:
        return in_reader_language(body.name, body.name_en)
    return one.board.application.name if one.board.application is not None else ""
