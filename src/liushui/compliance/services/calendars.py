"""The lists of working days: one person who runs the site proposes a year, another agrees."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.compliance import policies
from liushui.compliance.models import WorkingDayList
from liushui.compliance.queries.calendars import WORKING_DAYS, is_proposed_year
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import (
    Decision,
    Facts,
    decide_proposal,
    propose,
    register_carrier,
    withdraw_proposal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.parties.models import Proposal

_SATURDAY = 5
_FEWEST_OFF, _MOST_OFF = 5, 60


class YearListWrong(DomainError):
    """A list that no State Council notice can have been."""

    code = "year_list_wrong"
    message = gettext_noop("%(day)s cannot stand there.")
    remedy = gettext_noop(
        "Days off are Monday to Friday, made-up days Saturday or Sunday, all in the list's year."
    )


class YearListShort(DomainError):
    """A year has more days off than this: the list was cut."""

    code = "year_list_short"
    message = gettext_noop("%(count)s days off are not a year's list.")
    remedy = gettext_noop("Enter the whole list of the notice, all holidays of the year.")


@transaction.atomic
def propose_year(
    actor: Actor,
    year: int,
    *,
    off: "Sequence[date]",
    worked: "Sequence[date]",
    source: str,
    at: datetime,
) -> "Proposal":
    """Put a year's list before another person who runs the site. The same twice is one.

    Raises ``NotAllowed``, ``YearListWrong``, ``YearListShort``.
    """
    policies.require_operate(actor)
    wrong = [day for day in off if day.year != year or day.weekday() >= _SATURDAY]
    wrong += [day for day in worked if day.year != year or day.weekday() < _SATURDAY]
    if wrong:
        raise YearListWrong(day=min(wrong))
    if not _FEWEST_OFF <= len(off) <= _MOST_OFF:
        raise YearListShort(count=len(off))
    facts: Facts = {
        "year": year,
        "off": " ".join(day.isoformat() for day in sorted(off)),
        "worked": " ".join(day.isoformat() for day in sorted(worked)),
        "source": source.strip()[:200],
    }
    body = min(actor.organisations_reached(Right.INSTALLATION_MANAGE))
    return propose(actor, WORKING_DAYS, organisation_id=body, facts=facts, at=at)


@transaction.atomic
def decide_year(actor: Actor, key: int, word: str, *, at: datetime) -> None:
    """Agree, refuse or withdraw. Raises ``NotFound`` and what ``two_people`` raises."""
    policies.require_operate(actor)
    if not is_proposed_year(key):
        raise NotFound
    if word == "withdraw":
        withdraw_proposal(actor, key, at=at)
    else:
        decide_proposal(actor, key, Decision(agrees=word == "agree"), at=at)


class _Year:
    def carry(self, actor: Actor, proposal: "Proposal", *, at: datetime) -> None:
        """Keep the list: it counts from now on; what was overdue before stays so."""
        policies.require_operate(actor)
        facts = proposal.facts
        kept = WorkingDayList.objects.create(
            year=facts["year"],
            off=_days(facts["off"]),
            worked=_days(facts["worked"]),
            source=facts["source"],
            by=proposal.proposed_by,
            agreed_by=actor.name,
            at=at,
        )
        record(actor, "working_days.kept", kept, at=at, year=kept.year)


def _days(text: str) -> list[date]:
    return [date.fromisoformat(word) for word in text.split()]


register_carrier(WORKING_DAYS, _Year())
