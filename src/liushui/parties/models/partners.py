"""Bodies without a public fundraising certificate that act under one that has it (R-16)."""

from django.db import models
from django.db.models import F, Q


class Partner(models.Model):
    """A partner of a public charity: assessed, under a written agreement, for a time.

    It has no payee account, and no column for one: what is raised arrives at the charity alone.
    Source: 慈善法 art 26; R-16.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="partners", help_text="the charity"
    )
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    credit_code = models.CharField(max_length=18)
    assessed_on = models.DateField()
    assessment = models.TextField(max_length=1000, help_text="what was looked at and found")
    agreement_number = models.CharField(max_length=60)
    agreement = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the last day")
    ended_on = models.DateField(null=True, help_text="ended early: the first day without it")
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()
    checked_by = models.CharField(max_length=80, blank=True, help_text="empty: does not count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "agreement_number"], name="partner_agreement_once"
            ),
            models.CheckConstraint(
                condition=~Q(checked_by=F("entered_by")) | Q(entered_by__startswith="system:"),
                name="partner_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="partner_credit_code_form",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(assessment="") & ~Q(agreement_number=""),
                name="partner_says_all",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="partner_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(assessed_on__lte=F("starts_on")), name="partner_assessed_before"
            ),
        ]

    def __str__(self) -> str:
        return f"partner:{self.pk}"
