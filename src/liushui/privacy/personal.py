"""What privacy itself keeps about a person: what they asked, and copies that wait for them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import day_of
from liushui.privacy.queries import guardianship_of, plain_requests
from liushui.privacy.services.erasing import forget_own
from liushui.privacy.services.joining import require_joinable


class PrivacyHolder(PersonalDataHolder):
    """Requests and who stands for a child."""

    name = "privacy"

    def sections(self, person_id: int) -> Sequence[Section]:
        facts = []
        for asked in plain_requests(person_id):
            words = " · ".join(filter(None, [asked.words, asked.answer]))
            request = asked.request
            facts.append(
                Fact(
                    str(request.key),
                    str(request.get_kind_display()),
                    str(request.get_state_display()),
                    f"{day_of(request.asked_at).isoformat()}" + (f" · {words}" if words else ""),
                )
            )
        held = guardianship_of(person_id)
        if held is not None:
            day = day_of(held.since).isoformat()
            facts.append(Fact("guardian", _("In a guardian's care since"), day))
        return [
            Section(
                key="requests",
                title=_("What you asked of us"),
                purpose=_("To answer, and to prove that we did."),
                facts=facts,
                stays=_("Kind and day stay for three years, without words and name."),
            )
        ]

    def require_joinable(self, person_id: int, into_id: int) -> None:
        require_joinable(person_id, into_id)

    def erase(self, person_id: int, *, at: datetime) -> None:
        forget_own(person_id, at=at)
