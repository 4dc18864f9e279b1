"""What one person proposed and another must decide."""

from django.db import models
from django.db.models import F, Q

from liushui.parties.states import ProposalState


class Proposal(models.Model):
    """One act that needs two people. Its content never changes; ``facts`` holds ids and codes."""

    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="proposals"
    )
    facts = models.JSONField()
    digest = models.BinaryField(max_length=32, help_text="of the facts: one open proposal of each")
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by"))
                | Q(state=ProposalState.WITHDRAWN),
                name="proposal_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.AGREED, ProposalState.REFUSED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("proposed_at")), name="proposal_expires"
            ),
            models.UniqueConstraint(
                fields=["kind", "organisation", "digest"],
                condition=Q(state=ProposalState.OPEN),
                name="proposal_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="proposal_waiting"),
        ]

    def __str__(self) -> str:
        return f"proposal:{self.pk}"
