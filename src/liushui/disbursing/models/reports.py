"""What a receiver reports for each payment that it was paid (D21), and how the payer judged it."""

from django.db import models
from django.db.models import F, Q

from liushui.disbursing.states import PhotoConsent, ReportState


class PartnerReport(models.Model):
    """The report that one payment opens: whoever was paid owes it to whoever paid.

    How it stands is here; what was reported stands in its issues, which never change.
    """

    disbursement = models.OneToOneField(
        "disbursing.Disbursement", models.PROTECT, related_name="report"
    )
    agreement = models.ForeignKey("disbursing.Agreement", models.PROTECT, related_name="reports")
    reporter = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OWED)
    opened_on = models.DateField()
    due_on = models.DateField()
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, help_text="why returned or waived")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opened_on")), name="report_due_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["owed", "waived", "lapsed"])
                | (~Q(submitted_by="") & Q(submitted_at__isnull=False)),
                name="report_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["owed", "submitted", "lapsed"])
                | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="report_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("submitted_by")),
                name="report_judged_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "waived"]) | ~Q(why=""),
                name="report_judged_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["reporter", "state", "due_on"], name="report_owed_by"),
            models.Index(fields=["agreement", "id"], name="report_of_agreement"),
        ]

    def __str__(self) -> str:
        return f"report:{self.pk}"


class Indicator(models.Model):
    """What an agreement wants counted, and how much of it. Append-only."""

    agreement = models.ForeignKey("disbursing.Agreement", models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20)
    unit_en = models.CharField(max_length=40, blank=True)
    target = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(target__gt=0), name="indicator_target_positive"),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(unit=""), name="indicator_has_words"
            ),
            models.UniqueConstraint(fields=["agreement", "position"], name="indicator_place_once"),
        ]


class ReportIssue(models.Model):
    """One wording of a report. Append-only: after a return, a further issue replaces it."""

    report = models.ForeignKey(PartnerReport, models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    covers_from = models.DateField()
    covers_to = models.DateField()
    body = models.TextField(max_length=4000)
    body_en = models.TextField(max_length=8000, blank=True)
    digest = models.BinaryField(max_length=32, help_text="the same words twice are one issue")
    submitted_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="issue_number_once"),
            models.CheckConstraint(
                condition=Q(covers_to__gte=F("covers_from")), name="issue_covers_a_time"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="issue_has_words"),
        ]


class ReportLine(models.Model):
    """A use, or a payment passed on, that an issue accounts for. Append-only.

    Triggers hold that the lines of an issue are never more than what was paid and stayed, and
    that no use or payment is accounted for in more than its own amount.
    """

    issue = models.ForeignKey(ReportIssue, models.PROTECT, related_name="lines")
    use = models.ForeignKey(
        "disbursing.Expenditure", models.PROTECT, null=True, related_name="report_lines"
    )
    passed_on = models.ForeignKey(
        "disbursing.Disbursement", models.PROTECT, null=True, related_name="report_lines"
    )
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="report_line_positive"),
            models.CheckConstraint(
                condition=Q(use=None, passed_on__isnull=False)
                | Q(use__isnull=False, passed_on=None),
                name="report_line_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["issue", "use"], condition=Q(passed_on=None), name="report_line_use_once"
            ),
            models.UniqueConstraint(
                fields=["issue", "passed_on"],
                condition=Q(use=None),
                name="report_line_payment_once",
            ),
        ]


class IndicatorValue(models.Model):
    """What an issue counted of one indicator in its time. Append-only."""

    issue = models.ForeignKey(ReportIssue, models.PROTECT, related_name="values")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="indicator_value_not_negative"),
            models.UniqueConstraint(fields=["issue", "indicator"], name="indicator_value_once"),
        ]


class ReportPhoto(models.Model):
    """A picture of an issue, without place and device; public only by what was said of faces."""

    issue = models.ForeignKey(ReportIssue, models.PROTECT, related_name="photos")
    file = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="report_photos")
    caption = models.CharField(max_length=120, blank=True)
    consent = models.CharField(max_length=10, choices=PhotoConsent, default=PhotoConsent.INSIDE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consent__in=PhotoConsent.values), name="photo_consent_known"
            ),
            models.UniqueConstraint(fields=["issue", "file"], name="report_photo_once"),
        ]
