"""People whom a list or an application named, once it names them no longer."""

from datetime import datetime

from liushui.base.personal import personal_holders
from liushui.onboarding.models import Application, BoardMember
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of, person_by_id
from liushui.parties.queries.own import holdings_of, is_invited
from liushui.parties.services import erase_person

_OWN = Actor.system("onboarding")
# What these two keep of such a person is the name or the number that was written here.
_NAMING = frozenset({"parties", "onboarding"})


def erase_if_unknown(person_id: int, *, at: datetime) -> bool:
    """Erase who is known from nowhere else; anybody else stays as they are. Whether it was done.

    Known is who has a sign-in, a post or a link to one, stands on another list or application,
    had a record joined into theirs, or of whom any other module keeps something.
    """
    if _stands_here(person_id) or _stands_in_parties(person_id) or _is_kept_elsewhere(person_id):
        return False
    erase_person(_OWN, person_id, at=at)
    return True


def _stands_here(person_id: int) -> bool:
    return (
        BoardMember.objects.filter(person_id=person_id).exists()
        or Application.objects.filter(applicant_id=person_id).exists()
        or Application.objects.filter(colleague_id=person_id).exists()
    )


def _stands_in_parties(person_id: int) -> bool:
    person = person_by_id(person_id)
    if person.merged_into_id is not None or person.merged.exists() or is_invited(person):
        return True
    return account_of(person_id) is not None or bool(holdings_of(person_id))


def _is_kept_elsewhere(person_id: int) -> bool:
    others = (one for one in personal_holders() if one.name not in _NAMING)
    return any(section.facts for one in others for section in one.sections(person_id))
