"""What people say about duties: it was done, it happened, the text is kept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from liushui.base.states import move_state
from liushui.compliance import policies, queries
from liushui.compliance.checks import ANSWERED_WHERE_UNSEEN
from liushui.compliance.models import Confirmation, Duty, DutyStep, Fulfilment, Happening
from liushui.compliance.queries.duties import duty_for_update
from liushui.compliance.rulebook import rule_known, rule_on, rules_on
from liushui.compliance.services.advancing import is_by_word
from liushui.compliance.states import MOVES, DutyState, RuleKind, Scope, StepKind
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_to_watch
from liushui.parties.services import record

_LONGEST = 300


class DutySeenByClock(DomainError):
    """The clock itself sees when this one is done."""

    code = "duty_seen_by_clock"
    status = 409
    message = gettext_noop("Nobody has to say that this is done: the clock sees it.")
    remedy = gettext_noop("Publish what is asked for; the duty ends within the hour.")


class DutyOver(DomainError):
    """It was done, fell away or was waived."""

    code = "duty_over"
    status = 409
    message = gettext_noop("This duty has ended already.")
    remedy = gettext_noop("Reload the page to see how.")


class DayAhead(DomainError):
    """Nothing can have been done, or have happened, on a day that is still to come."""

    code = "day_ahead"
    message = gettext_noop("%(day)s is still to come.")
    remedy = gettext_noop("Enter the day on which it happened.")


class PlaceOfPublicationMissing(DomainError):
    """The public must find what was published."""

    code = "place_of_publication_missing"
    message = gettext_noop("Say where the public finds it, or how it was handed in.")
    remedy = gettext_noop("Enter an address that begins with https://, or a note.")


class AuditMissing(DomainError):
    """R-28: the financial report of a charity that may raise publicly is audited."""

    code = "audit_missing"
    message = gettext_noop("The financial report of a charity that raises in public is audited.")
    remedy = gettext_noop("Have it audited, publish it with the audit, and say so here.")


class ReasonMissing(DomainError):
    """Whoever waives or confirms says why or how."""

    code = "duty_reason_missing"
    message = gettext_noop("A reason is needed here.")
    remedy = gettext_noop("Write it in a sentence that an auditor understands.")


@dataclass(frozen=True, slots=True)
class Done:
    """What is said of a duty that was done."""

    on: date
    address: str = ""
    note: str = ""
    is_audited: bool = False


@transaction.atomic
def say_done(actor: Actor, key: int, done: Done, *, at: datetime) -> Duty:
    """End a duty that only a word can end, with the place where the public reads it.

    Safe twice. Raises ``NotAllowed``, ``DutySeenByClock``, ``DutyOver``, ``DayAhead``,
    ``PlaceOfPublicationMissing``, ``AuditMissing``.
    """
    duty = duty_for_update(actor, key)
    policies.require_state(actor, duty.organisation_id)
    rule = rule_known(duty.rule, duty.rule_from)
    if rule is None or not is_by_word(rule.check, duty.subject):
        raise DutySeenByClock
    if duty.state == DutyState.MET:
        return duty
    if duty.state not in queries.WATCHED:
        raise DutyOver
    if done.on > day_of(at):
        raise DayAhead(day=done.on)
    if not (done.address.strip() or done.note.strip()):
        raise PlaceOfPublicationMissing
    if rule.check == "annual_report" and not done.is_audited and _raises(duty):
        raise AuditMissing
    Fulfilment.objects.create(
        duty=duty, done_on=done.on, address=done.address.strip(), note=done.note.strip()[:_LONGEST],
        is_audited=done.is_audited, by=actor.name, at=at,
    )  # fmt: skip
    end_duty(actor, duty, DutyState.MET, on=done.on, at=at)
    return duty


@transaction.atomic
def enter_happening(
    actor: Actor, organisation_id: int | None, *, kind: str, on: date, title: str, at: datetime
) -> Happening:
    """Enter what opens a duty and what no table shows (R-30 and others). The same twice is one.

    The clock opens the duty within the hour. Raises ``NotAllowed``, ``DayAhead``,
    ``ReasonMissing`` without a title, ``NotFound`` for an unknown kind.
    """
    policies.require_state(actor, organisation_id)
    rule = rule_of_happening(kind, day_of(at))
    if rule is None or (rule.scope == Scope.INSTALLATION) != (organisation_id is None):
        raise NotFound
    if on > day_of(at):
        raise DayAhead(day=on)
    if not title.strip():
        raise ReasonMissing
    words = title.strip()[:120]
    body = Q(organisation_id=organisation_id) if organisation_id else Q(organisation=None)
    known = Happening.objects.filter(body, kind=kind, on=on, title=words).first()
    if known is not None:
        return known
    happening = Happening.objects.create(
        organisation_id=organisation_id, kind=kind, on=on, title=words, by=actor.name, at=at
    )
    record(actor, "duty.happening_entered", happening, at=at, kind=kind, day=on.isoformat())
    return happening


@transaction.atomic
def confirm_rule(
    actor: Actor, rule_id: str, organisation_id: int | None, *, is_kept: bool, note: str,
    at: datetime,
) -> Confirmation:  # fmt: skip
    """Answer for a rule that no software can check: kept or not, and how. The newest counts.

    Of a rule that the software keeps by refusing, "not kept" counts more than that it refuses.

    Raises ``NotAllowed``, ``NotFound`` for a rule that the software judges itself or that is asked
    of others, ``ReasonMissing``.
    """
    policies.require_state(actor, organisation_id)
    rule = rule_on(rule_id, day_of(at)) or rule_known(rule_id)
    is_seen = rule is not None and (
        rule.kind == RuleKind.CLOCK
        or (rule.kind == RuleKind.CHECK and rule.check not in ANSWERED_WHERE_UNSEEN)
    )
    if rule is None or is_seen:
        raise NotFound
    if (rule.scope == Scope.INSTALLATION) != (organisation_id is None):
        raise NotFound
    if not note.strip():
        raise ReasonMissing
    said = Confirmation.objects.create(
        rule=rule_id, organisation_id=organisation_id, is_kept=is_kept,
        note=note.strip()[:_LONGEST], by=actor.name, at=at,
    )  # fmt: skip
    record(actor, "rule.confirmed", said, at=at, rule=rule_id, is_kept=is_kept)
    return said


def rule_of_happening(kind: str, on: date) -> "queries.Rule | None":
    """The rule whose clock a happening opens."""
    return next((rule for rule in rules_on(on) if kind in rule.happenings), None)


def _raises(duty: Duty) -> bool:
    if duty.organisation_id is None:
        return False
    [body] = organisations_to_watch([duty.organisation_id])
    return body.may_raise_publicly(duty.anchor)


def end_duty(
    actor: Actor, duty: Duty, to: DutyState, *, on: date, at: datetime, why: str = ""
) -> None:
    """By a person's word: its day, the move, the step and the record."""
    duty.closed_on = on
    duty.save(update_fields=["closed_on", "waived_until", "is_waived_by_own"])
    move_state(duty, to=to, moves=MOVES, by=actor.name, at=at, why=why)
    kind = StepKind.MET if to == DutyState.MET else StepKind.WAIVED
    DutyStep.objects.get_or_create(
        duty=duty, kind=kind, on=day_of(at), defaults={"by": actor.name, "at": at, "why": why}
    )
    until = {} if duty.waived_until is None else {"until": duty.waived_until.isoformat()}
    record(actor, f"duty.{kind}", duty, at=at, rule=duty.rule, subject=duty.subject, **until)
