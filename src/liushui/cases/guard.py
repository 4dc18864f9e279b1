"""Who can see and do what to a case."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liushui.cases import policies
from liushui.cases.queries import case_for
from liushui.parties.actors import Actor
from liushui.parties.guards import Guarded, Verb


class CaseGuard:
    """Cases by their public number."""

    verbs: Sequence[Verb] = (
        Verb(_("See the masked page of the case"), policies.can_see),
        Verb(_("Work on the case and read whom it is about, on the record"), policies.can_edit),
        Verb(_("Approve the case"), policies.can_approve),
    )

    def find(self, actor: Actor, key: str) -> Guarded:
        case = case_for(actor, key)
        return Guarded(
            title=case.number,
            href=reverse("cases:case", args=[case.number]),
            organisation_ids=[case.organisation_id],
            thing=case,
        )
