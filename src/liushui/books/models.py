"""What people decided about money in a fund, and which entries of the journal came of it."""

from django.db import models
from django.db.models import F, Q

from liushui.books.states import BY_ONE, Cause, InstructionKind, InstructionState


class Instruction(models.Model):
    """One act on the books that no payment brings: proposed by one person, agreed by another.

    What was proposed never changes. ``amount_minor`` is empty where all that is there is meant.
    """

    reference = models.CharField(max_length=22, unique=True)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=InstructionKind)
    cause = models.CharField(max_length=20, choices=Cause, blank=True, default="")
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, null=True, related_name="+")
    to_fund = models.ForeignKey("ledger.Fund", models.PROTECT, null=True, related_name="+")
    gift = models.CharField(max_length=24, blank=True, help_text="reference of the gift")
    movement = models.ForeignKey("ledger.Movement", models.PROTECT, null=True, related_name="+")
    amount_minor = models.BigIntegerField(null=True)
    outside_ref = models.CharField(max_length=64, blank=True, help_text="the bank's own number")
    happened_on = models.DateField()
    why = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=InstructionState, default=InstructionState.PROPOSED
    )
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InstructionState.values), name="instruction_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=InstructionKind.values), name="instruction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=Cause.values), name="instruction_cause_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=None) | Q(amount_minor__gt=0),
                name="instruction_amount_positive",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="instruction_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=[InstructionState.DONE, InstructionState.DECLINED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="instruction_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=InstructionState.DONE)
                | Q(kind__in=sorted(BY_ONE))
                | ~Q(decided_by=F("proposed_by")),
                name="instruction_two_people",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "-id"], name="instruction_queue")]

    def __str__(self) -> str:
        return self.reference


class InstructionEntry(models.Model):
    """An entry of the journal that an instruction brought about. Append-only."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="entries")
    movement = models.OneToOneField("ledger.Movement", models.PROTECT, related_name="+")


class PoolProposal(models.Model):
    """Terms of a matching pool: proposed by one person, in force when another agrees.

    ``content`` are the terms as whole numbers, moments and ids of funds; it never changes.
    """

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    pool = models.ForeignKey("ledger.MatchingPool", models.PROTECT, related_name="+")
    content = models.JSONField()
    why = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=InstructionState, default=InstructionState.PROPOSED
    )
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InstructionState.values), name="pool_proposal_state_known"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="pool_proposal_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=[InstructionState.DONE, InstructionState.DECLINED])
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                name="pool_proposal_two_people",
            ),
        ]
        indexes = [models.Index(fields=["pool", "-id"], name="pool_proposals")]
