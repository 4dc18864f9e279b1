"""Applications that led nowhere: after their days, nobody on their lists can be named any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from liushui.base.states import move_state
from liushui.onboarding.models import Application, BoardMember, HandedCertificate
from liushui.onboarding.states import APPLICATION_MOVES, WRITABLE, ApplicationState
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import erase_person, record

_OWN = Actor.system("onboarding")
_OVER = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)


@transaction.atomic
def forget_applications(*, before: datetime, at: datetime) -> int:
    """Blank what was refused, taken back or left unsent since before this moment. How many.

    It counts from the last thing that was done with it; what was left unsent is taken back with
    it, so that its organisation can apply anew.
    The people of its board list are erased, who have no sign-in and stand on no other list; what
    stays is that somebody applied for this credit code, and the answer.
    """
    found = Application.objects.select_for_update(of=("self",)).annotate(
        last=Greatest("began_at", "touched_at", "submitted_at", "decided_at")
    )
    ended = Q(state__in=_OVER) | Q(state__in=WRITABLE)
    applications = list(found.filter(ended, last__lt=before, blanked_at=None).order_by("pk"))
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
    if application.state in WRITABLE:
        move_state(
            application, to=ApplicationState.WITHDRAWN, moves=APPLICATION_MOVES, by=_OWN.name, at=at
        )
    known = set(BoardMember.objects.filter(person_id__in=people).values_list("person", flat=True))
    for person_id in sorted(people - known):
        if account_of(person_id) is None:
            erase_person(_OWN, person_id, at=at)
    record(_OWN, "application.blanked", application, at=at)
