"""What privacy itself says of how long data are kept."""

from datetime import datetime
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liushui.base.keys.passing import forget_days
from liushui.base.retaining import Rule, Status, retain
from liushui.privacy.services.copies import forget_copies
from liushui.privacy.services.erasing import forget_requests
from liushui.privacy.services.locking import end_locked

_NIGHT_SECONDS = 3 * 3600  # what is left then is done the next night


def _copies(at: datetime) -> int:
    return forget_copies(at=at)


def _requests(at: datetime) -> int:
    return forget_requests(at=at)


def _locked(at: datetime) -> int:
    end = monotonic() + _NIGHT_SECONDS
    return end_locked(at=at, goes_on=lambda: monotonic() < end)


@transaction.atomic
def _passing(at: datetime) -> int:
    return forget_days(at=at)


def declare_rules() -> None:
    """Make them known; called once, at start-up."""
    for rule in (*_gone(), *_kept()):
        retain(rule)


def _gone() -> tuple[Rule, ...]:
    return (
        Rule(
            key="base.passing",
            what=_("Telephones of sign-in codes"),
            term=_("minutes; their keys 3 days"),
            law="PIPL 19",
            status=Status.OURS,
            after=_("The key of the day is destroyed: no backup opens them."),
            forget=_passing,
        ),
        Rule(
            key="privacy.locked",
            what=_("Names that are locked away"),
            term=_("until the rule that keeps them is over"),
            law="PIPL 47",
            status=Status.VERIFIED,
            after=_("The key is destroyed: nobody can open them any more."),
            forget=_locked,
        ),
        Rule(
            key="privacy.requests",
            what=_("What people asked of their own data"),
            term=_("3 years after the answer"),
            law="PIPL 50, 56",
            status=Status.OURS,
            after=_("The record of the request is removed."),
            forget=_requests,
        ),
        Rule(
            key="privacy.copies",
            what=_("Copies that people take along"),
            term=_("24 hours"),
            law="PIPL 45",
            status=Status.OURS,
            after=_("The copy is removed."),
            forget=_copies,
        ),
    )


def _kept() -> tuple[Rule, ...]:
    return (
        Rule(
            key="privacy.given",
            what=_("Register of data given to others"),
            term=_("at least 3 years; never removed here"),
            law="《网络数据安全管理条例》12",
            status=Status.VERIFIED,
            after=_("Lines name no person."),
        ),
        Rule(
            key="privacy.assessments",
            what=_("Impact assessments and what was done by them"),
            term=_("at least 3 years; never removed here"),
            law="PIPL 55, 56",
            status=Status.VERIFIED,
            after=_("They name no person."),
        ),
        Rule(
            key="privacy.breaches",
            what=_("Register of breaches"),
            term=_("never removed here"),
            law="PIPL 57",
            status=Status.OURS,
            after=_("Lines name no person."),
        ),
        Rule(
            key="base.key_copies",
            what=_("Copies of the keys of people"),
            term=_("7 days"),
            law="PIPL 47, 51",
            status=Status.OURS,
            after=_("Removed when the next copy is written; older ones are refused."),
        ),
        Rule(
            key="parties.audit",
            what=_("Record of what was done, and network logs"),
            term=_("at least 6 months; the record is never removed"),
            law="《网络安全法》21",
            status=Status.VERIFIED,
            after=_("Records name numbers and posts, no person."),
        ),
    )
