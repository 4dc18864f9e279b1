"""Applications that led nowhere: after their days, nobody on their lists can be named any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liushui.onboarding.models import Application, BoardMember, HandedCertificate
from liushui.onboarding.states import WRITABLE, ApplicationState
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import erase_person, record

_OWN = Actor.system("onboarding")
_OVER = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)


@transaction.atomic
def forget_applications(*, before: datetime, at: datetime) -> int:
    """Blank what was refused, taken back or never sent since before this moment. How many.

    The people of its board list are erased, who have no sign-in and stand on no other list; what
    stays is that somebody applied for this credit code, and the answer.
    """
    late = Q(state__in=_OVER) & (Q(decided_at__lt=before) | Q(decided_at=None))
    never = Q(state__in=WRITABLE)
    found = Application.objects.select_for_update(of=("self",)).filter(
        late | never, began_at__lt=before, blanked_at=None
    )
    applications = list(found.order_by("pk"))
    for application in applications:
        _blank(application, at)
    return len(applications)


def _blank(application: Application, at: datetime) -> None:
    members = BoardMember.objects.filter(board__application=application)
    people = set(members.values_list("person_id", flat=True))
    members.delete()
    HandedCertificate.objects.filter(application=application).delete()
    application.account_sealed, application.account_holder = None, ""
    application.account_bank = application.account_tail = ""
    application.contact_phone = application.contact_email = ""
    application.colleague = None
    application.blanked_at = at
    application.save()
    known = set(BoardMember.objects.filter(person_id__in=people).values_list("person", flat=True))
    for person_id in sorted(people - known):
        if account_of(person_id) is None:
            erase_person(_OWN, person_id, at=at)
    record(_OWN, "application.blanked", application, at=at)
