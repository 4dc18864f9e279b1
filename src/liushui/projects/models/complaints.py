"""What the public complains of about a project, sealed, and what it was answered."""

import uuid

from django.db import models
from django.db.models import F, Q

from liushui.projects.states import ComplaintState, ToldHow


class PublicComplaint(models.Model):
    """One complaint. Its words, contact and answer are sealed under a key of its own (N08)."""

    code = models.CharField(max_length=12, unique=True, help_text="to follow it up; not guessable")
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="complaints")
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    words_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    answer_sealed = models.BinaryField(null=True)
    phone_lookup = models.BinaryField(null=True, max_length=32, db_index=True)
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.RECEIVED)
    is_true = models.BooleanField(null=True, help_text="whether what it says was found to hold")
    received_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    is_open_to_own = models.BooleanField(
        default=False, help_text="its author was told that the organisation's own board reads it"
    )
    first_word_by = models.CharField(
        max_length=80, blank=True, help_text="the first of two of the organisation's own"
    )
    first_word_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="its author heard the answer")
    told_how = models.CharField(max_length=8, choices=ToldHow, blank=True)
    told_by = models.CharField(max_length=80, blank=True, help_text="empty: they read it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ComplaintState.values), name="public_complaint_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.RECEIVED)
                | (Q(answered_at__isnull=False, is_true__isnull=False) & ~Q(answered_by="")),
                name="public_complaint_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | Q(words_sealed__isnull=False, contact_sealed__isnull=False),
                name="public_complaint_kept_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(first_word_by="", first_word_at=None)
                | (Q(is_open_to_own=True, first_word_at__isnull=False) & ~Q(first_word_by="")),
                name="public_complaint_own_word_was_announced",
            ),
            models.CheckConstraint(
                condition=Q(first_word_by="") | ~Q(first_word_by=F("answered_by")),
                name="public_complaint_two_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_how="", told_by="")
                | (
                    Q(answered_at__isnull=False, told_at__gte=F("answered_at"))
                    & Q(told_how__in=ToldHow.values)
                    & (~Q(told_by="") | Q(told_how=ToldHow.READ))
                ),
                name="public_complaint_told_after_answer",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="public_complaint_state")]

    def __str__(self) -> str:
        return f"complaint:{self.pk}"

    @property
    def is_judged_by_own(self) -> bool:
        """Answered by two of the organisation's own: nobody independent judged (decision 0095)."""
        return self.state == ComplaintState.ANSWERED and bool(self.first_word_by)
