"""Cases: one beneficiary, one need, under one project."""

from django.db import models
from django.db.models import F, Q

from liushui.cases.states import CaseState


class Case(models.Model):
    """One need of one person. Who the person is stays sealed in parties; the public sees a mask."""

    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    project = models.ForeignKey("projects.Project", models.PROTECT)
    beneficiary = models.ForeignKey("parties.Person", models.PROTECT)
    kind_label = models.CharField(max_length=40)
    kind_label_en = models.CharField(max_length=80, blank=True)
    public_line = models.CharField(max_length=160)
    public_line_en = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True)
    disease_code = models.CharField(
        max_length=3, blank=True, help_text="ICD-10 category: for wishes alone, never shown"
    )
    need_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    was_approved = models.BooleanField(default=False, help_text="once public, its page stays")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80, default="", help_text="as in histories: person:12")
    approved_by = models.CharField(max_length=80, default="")
    key = models.UUIDField(null=True, unique=True, help_text="of the form it came by, if any")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(need_minor__gt=0), name="case_need_positive"),
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(disease_code="") | Q(disease_code__regex=r"^[A-Z][0-9][0-9A-Z]$"),
                name="case_disease_is_a_category",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.APPROVED) | Q(was_approved=True),
                name="case_approved_is_public",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("opened_by"))
                | Q(opened_by="")
                | Q(opened_by__startswith="system:"),
                name="case_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["project", "beneficiary", "kind_label"], name="case_once_per_need"
            ),
        ]

    def __str__(self) -> str:
        return self.number
