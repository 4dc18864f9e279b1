"""What givers answered when the purpose of their gifts was to change (慈善法 art 56; R-37)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.giving.states import ConsentAnswer


class ConsentAsked(models.Model):
    """One giver who was asked about one change of a plan, and the answer. One row, one giver.

    ``asked_at`` is the moment at which the change was agreed to: sent back and agreed to anew it is
    another question.
    """

    plan = models.ForeignKey("projects.FundraisingPlan", models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=ConsentAnswer, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "asked_at", "person"], name="consent_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["", *ConsentAnswer.values]), name="consent_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="consent_answered_when",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"consent:{self.pk}"


class ConsentPaper(models.Model):
    """Answers that came outside this site, with the file that shows them. Append-only.

    ``gifts``: those in it who gave with an account and agreed, by a gift of each; they are among
    ``agreed``. Nothing of it counts before a second person confirmed it.
    """

    plan = models.ForeignKey("projects.FundraisingPlan", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(help_text="of which asking")
    file = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="+")
    agreed = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    gifts = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    note = models.CharField(max_length=300, help_text="how they were asked; nobody's name")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__gt=0) | Q(refused__gt=0), name="consent_paper_counts"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="consent_paper_says_how"),
            models.UniqueConstraint(fields=["plan", "asked_at", "file"], name="consent_paper_once"),
        ]
        indexes = [models.Index(fields=["plan", "id"], name="consent_paper_of_plan")]

    def __str__(self) -> str:
        return f"consent-paper:{self.pk}"


class ConsentPaperSeen(models.Model):
    """A second person opened the file and counted the same. Append-only."""

    paper = models.OneToOneField(ConsentPaper, models.PROTECT, related_name="seen")
    kept_by = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("kept_by")), name="consent_paper_by_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"consent-paper-seen:{self.pk}"
