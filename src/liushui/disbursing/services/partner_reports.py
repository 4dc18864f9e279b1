"""What a payment opens at its receiver: a report, written, judged, or waived by name (D21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from liushui.base.files import FileRefused, store_file
from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import (
    Disbursement,
    IndicatorValue,
    PartnerReport,
    ReportIssue,
    ReportLine,
    ReportPhoto,
)
from liushui.disbursing.notices import tell_judges, tell_reporter
from liushui.disbursing.states import REPORT_MOVES, PhotoConsent, ReportState
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record

MOST_WORDS, MOST_WORDS_EN = 4000, 8000
MOST_PHOTOS = 12


class ReportTextMissing(DomainError):
    """A report says what was done."""

    code = "report_text_missing"
    message = gettext_noop("A report says what was done with the money.")
    remedy = gettext_noop("Write it in at most 4000 characters; name nobody who was helped.")


class ReportTimeWrong(DomainError):
    """A report covers days that have passed, the first before the last."""

    code = "report_time_wrong"
    message = gettext_noop("These days cannot be what the report covers.")
    remedy = gettext_noop("Name a first day and a last one that is not later than today.")


class IndicatorMissing(DomainError):
    """Every indicator of the agreement is counted, zero included."""

    code = "indicator_missing"
    message = gettext_noop("“%(label)s” was not counted.")
    remedy = gettext_noop("Write how many there were in this time; zero is an answer.")


class PhotosTooMany(FileRefused):
    """A report is read by people."""

    code = "photos_too_many"
    message = gettext_noop("A report takes at most 12 pictures.")
    remedy = gettext_noop("Choose those that show most.")


class ReportNotPicture(FileRefused):
    """Vouchers belong to uses; a report takes pictures, which are drawn anew without traces."""

    code = "report_not_picture"
    message = gettext_noop("This is a paper, not a picture.")
    remedy = gettext_noop("Choose a JPEG, PNG or WebP picture; a paper belongs to its use.")


class JudgeReasonMissing(DomainError):
    """Sending a report back, or asking for none, needs words."""

    code = "judge_reason_missing"
    message = gettext_noop("Write why.")
    remedy = gettext_noop("One sentence is enough; the reporter will read it.")


class OwnReport(DomainError):
    """Whoever wrote a report does not judge it."""

    code = "own_report"
    status = 403
    message = gettext_noop("You wrote this report, so another person must judge it.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


@dataclass(frozen=True, slots=True)
class PhotoTold:
    """A picture as it came, and what was said of the faces in it."""

    content: bytes
    consent: str = PhotoConsent.INSIDE
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ReportTold:
    """A report as it is written. ``values`` are what was counted, by indicator id.

    Amounts are not among it: they are gathered from the uses and payments themselves.
    """

    covers_from: date
    covers_to: date
    body: str
    body_en: str = ""
    values: Mapping[int, int] = field(default_factory=dict)
    photos: Sequence[PhotoTold] = ()


def open_report(disbursement: Disbursement, *, at: datetime) -> PartnerReport:
    """The bank has paid: its receiver owes a report, in the days that the agreement gives."""
    assert disbursement.paid_at is not None, "a report follows a payment"
    agreement = disbursement.agreement
    opened = day_of(disbursement.paid_at)
    report, is_new = PartnerReport.objects.get_or_create(
        disbursement=disbursement,
        defaults={
            "agreement": agreement,
            "reporter_id": agreement.to_org_id,
            "opened_on": opened,
            "due_on": opened + timedelta(days=agreement.report_days),
        },
    )
    if is_new:
        tell_reporter(report, at=at)
    return report


@transaction.atomic
def submit_report(actor: Actor, reference: str, told: ReportTold, *, at: datetime) -> ReportIssue:
    """Report on the payment with this reference. The same words again are the same issue.

    It accounts for what was used and passed on and stands in no other report, the oldest first,
    up to the payment: triggers hold the bound. A report of a time in which nothing was used
    says why. Refuses a report that was judged.
    """
    report = queries.report_for_update(actor, reference)
    policies.require_report(actor, report.reporter_id)
    _require_sense(report, told, at)
    digest = _digest_of(told)
    if report.state == ReportState.SUBMITTED:
        found = queries.issue_with(report, digest)
        if found is not None:
            return found
    if ReportState.SUBMITTED not in REPORT_MOVES[report.state]:
        raise MoveNotAllowed(state=report.get_state_display(), to=ReportState.SUBMITTED)
    issue = _write(actor, report, told, digest=digest, at=at)
    for line in gathered(report):
        line.issue = issue
        line.save(force_insert=True)
    _name_reporter(actor, report, at)
    record(actor, "partner_report.submitted", report, at=at, reference=reference)
    tell_judges(report, at=at)
    return issue


@transaction.atomic
def accept_report(actor: Actor, reference: str, *, at: datetime) -> PartnerReport:
    """The payer accepts what was reported; a second call changes nothing."""
    return _judge(actor, reference, to=ReportState.ACCEPTED, at=at)


@transaction.atomic
def return_report(actor: Actor, reference: str, *, why: str, at: datetime) -> PartnerReport:
    """The payer sends a report back with a reason: it is owed again."""
    return _judge(actor, reference, to=ReportState.RETURNED, why=_reason(why), at=at)


@transaction.atomic
def waive_report(actor: Actor, reference: str, *, why: str, at: datetime) -> PartnerReport:
    """The payer asks for no report, by name and with a reason that stays on the record."""
    return _judge(actor, reference, to=ReportState.WAIVED, why=_reason(why), at=at)


def gathered(report: PartnerReport) -> list[ReportLine]:
    """What a report written now would account for: first what went out first, at most the sum."""
    left, lines = report.disbursement.net_minor, []
    for one in queries.unreported_of(report):
        part = min(left, one.left_minor)
        if part:
            lines.append(
                ReportLine(use_id=one.use_id, passed_on_id=one.passed_on_id, amount_minor=part)
            )
            left -= part
    return lines


def _name_reporter(actor: Actor, report: PartnerReport, at: datetime) -> None:
    """Who reported, and nobody who judged: constraints hold both at each of the two steps."""

    def write() -> None:
        PartnerReport.objects.filter(pk=report.pk).update(
            submitted_by=actor.name, submitted_at=at, decided_by="", decided_at=None
        )

    def move() -> None:
        move_state(report, to=ReportState.SUBMITTED, moves=REPORT_MOVES, by=actor.name, at=at)

    for step in (write, move) if report.state == ReportState.OWED else (move, write):
        step()
    report.submitted_by = actor.name


def _judge(
    actor: Actor, reference: str, *, to: ReportState, at: datetime, why: str = ""
) -> PartnerReport:
    report = queries.report_for_update(actor, reference)
    policies.require_judge(actor, report, OwnReport)
    if report.state == to:
        return report
    PartnerReport.objects.filter(pk=report.pk).update(decided_by=actor.name, decided_at=at, why=why)
    move_state(report, to=to, moves=REPORT_MOVES, by=actor.name, at=at, why=why)
    record(actor, f"partner_report.{to}", report, at=at, reference=reference)
    report.refresh_from_db(fields=["decided_by", "decided_at", "why"])
    tell_reporter(report, at=at)
    return report


def _write(
    actor: Actor, report: PartnerReport, told: ReportTold, *, digest: bytes, at: datetime
) -> ReportIssue:
    issue = ReportIssue.objects.create(
        report=report,
        number=report.issues.count() + 1,
        covers_from=told.covers_from,
        covers_to=told.covers_to,
        body=told.body.strip(),
        body_en=told.body_en.strip(),
        digest=digest,
        submitted_by=actor.name,
        submitted_at=at,
    )
    IndicatorValue.objects.bulk_create(
        IndicatorValue(issue=issue, indicator_id=key, value=told.values[key])
        for key in report.agreement.indicators.values_list("pk", flat=True)
    )
    for photo in told.photos:
        kept = store_file(photo.content, at=at)
        if not kept.media_type.startswith("image/"):
            raise ReportNotPicture
        ReportPhoto.objects.get_or_create(
            issue=issue,
            file=kept,
            defaults={"caption": photo.caption[:120], "consent": photo.consent},
        )
    return issue


def _require_sense(report: PartnerReport, told: ReportTold, at: datetime) -> None:
    body = told.body.strip()
    if not 0 < len(body) <= MOST_WORDS or len(told.body_en) > MOST_WORDS_EN:
        raise ReportTextMissing
    if not told.covers_from <= told.covers_to <= day_of(at):
        raise ReportTimeWrong
    for indicator in report.agreement.indicators.order_by("position"):
        if told.values.get(indicator.pk, -1) < 0:
            raise IndicatorMissing(label=indicator.label)
    if len(told.photos) > MOST_PHOTOS:
        raise PhotosTooMany


def _digest_of(told: ReportTold) -> bytes:
    return content_digest(
        {
            "from": told.covers_from.isoformat(),
            "to": told.covers_to.isoformat(),
            "body": told.body.strip(),
            "body_en": told.body_en.strip(),
            "values": ",".join(f"{key}={told.values[key]}" for key in sorted(told.values)),
            "photos": ",".join(sha256(photo.content).hexdigest() for photo in told.photos),
        }
    )


def _reason(why: str) -> str:
    if not why.strip():
        raise JudgeReasonMissing
    return why.strip()[:300]
