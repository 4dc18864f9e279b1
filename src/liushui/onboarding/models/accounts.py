"""The bank accounts of an organisation: changed by two of its people, after days of waiting."""

import uuid

from django.db import models
from django.db.models import F, Q

from liushui.onboarding.states import AccountState


class BankAccount(models.Model):
    """One account into which an organisation is paid. Its number is sealed; a tail is shown."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder_name = models.CharField(max_length=120)
    bank = models.CharField(max_length=120, help_text="bank and branch")
    number_sealed = models.BinaryField()
    tail = models.CharField(max_length=4)
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=AccountState, default=AccountState.PROPOSED)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)
    holds_until = models.DateTimeField(null=True, help_text="it is in force from then on")
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AccountState.values), name="bank_account_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(agreed_by=F("proposed_by")), name="bank_account_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AccountState.PROPOSED, AccountState.STOPPED])
                | (~Q(agreed_by="") & Q(agreed_at__isnull=False, holds_until__isnull=False)),
                name="bank_account_agreed_before_force",
            ),
            models.CheckConstraint(
                condition=Q(holds_until=None) | Q(holds_until__gte=F("agreed_at")),
                name="bank_account_waits_after_word",
            ),
            models.CheckConstraint(
                condition=Q(tail__regex=r"^[0-9]{4}$"), name="bank_account_tail_form"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=AccountState.IN_FORCE),
                name="bank_account_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=[AccountState.PROPOSED, AccountState.HELD]),
                name="bank_account_one_change_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "holds_until"], name="bank_account_waiting")]

    def __str__(self) -> str:
        return f"bank account:{self.pk}"
