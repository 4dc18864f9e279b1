"""Applications that led nowhere: after their days, nobody on their lists can be named any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from liushui.base.states import move_state
from liushui.onboarding.models import Application, BoardMember, HandedCertificate
from liushui.onboarding.services.letting_go import erase_if_unknown
from liushui.onboarding.states import APPLICATION_MOVES, WRITABLE, ApplicationState
from liushui.parties.actors import Actor
from liushui.parties.services import record

_OWN = Actor.system("onboarding")
_OVER = frozenset({ApplicationState.REFUSED, ApplicationState.WITHDRAWN})


def forget_applications(*, before: datetime, at: datetime) -> int:
    """Blank what was refused, taken back or left unsent since before this moment. How many.

    It counts from the last thing that was done with it; what was left unsent is taken back with
    it, so that its organisation can apply anew.
    The people of its board list and its colleague are erased who are known from nowhere else; what
    stays is that somebody applied for this credit code, and the answer.
    """
    due = list(_forgotten(before).order_by("pk").values_list("pk", flat=True))
    return sum(_blank(pk, before, at) for pk in due)


def _forgotten(before: datetime) -> QuerySet[Application]:
    last = Greatest("began_at", "touched_at", "submitted_at", "decided_at")
    ended = Application.objects.filter(state__in=_OVER | WRITABLE, blanked_at=None)
    return ended.annotate(last=last).filter(last__lt=before)


@transaction.atomic
def _blank(pk: int, before: datetime, at: datetime) -> bool:
    """One application by itself: what stops one does not undo the others."""
    application = _forgotten(before).select_for_update(of=("self",)).filter(pk=pk).first()
    if application is None:
        return False
    members = BoardMember.objects.filter(board__application=application)
    people = set(members.values_list("person_id", flat=True))
    members.delete()
    HandedCertificate.objects.filter(application=application).delete()
    application.account_sealed, application.account_holder = None, ""
    application.account_bank = application.account_tail = ""
    application.contact_phone = application.contact_email = ""
    if application.colleague_id is not None:
        people.add(application.colleague_id)
    application.colleague = None
    application.blanked_at = at
    application.save()
    if application.state in WRITABLE:
        move_state(
            application, to=ApplicationState.WITHDRAWN, moves=APPLICATION_MOVES, by=_OWN.name, at=at
        )
    for person_id in sorted(people):
        erase_if_unknown(person_id, at=at)
    record(_OWN, "application.blanked", application, at=at)
    return True
