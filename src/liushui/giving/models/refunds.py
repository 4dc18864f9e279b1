"""Gifts that go back: by which rule, who agreed, and what looks like abuse. No person is named."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.giving.refund_states import (
    REFUND_BOOKED,
    REFUND_OPEN,
    MassState,
    RefundClass,
    RefundState,
    SuspicionKind,
    SuspicionState,
)


class RefundRule(models.Model):
    """What a charity's published rule says of one class from a day on; in force when agreed.

    Without one the rules of ``refund_rules`` hold. An agreed one never changes.
    """

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=RefundClass)
    window_days = models.PositiveIntegerField(null=True, help_text="after payment; null: no end")
    is_offered = models.BooleanField(help_text="givers may ask for it themselves")
    since = models.DateField()
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RefundClass.values), name="refund_rule_class_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by=F("proposed_by"))),
                name="refund_rule_two_people",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "-since"], name="refund_rule_of")]


class MassRefund(models.Model):
    """All gifts of a project go back, as far as the rule allows: by two people, with totals.

    ``count`` and ``minor`` are what both agreed to; what was done may not pass them.
    """

    reference = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=RefundClass)
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=MassState, default=MassState.PROPOSED)
    count = models.PositiveIntegerField()
    minor = models.BigIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    done_minor = models.BigIntegerField(default=0)
    left_count = models.PositiveIntegerField(default=0, help_text="refused one by one, with why")
    work_key = models.UUIDField(null=True)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MassState.values), name="mass_refund_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[MassState.PROPOSED, MassState.DECLINED])
                | (Q(agreed_by__isnull=False) & ~Q(agreed_by=F("proposed_by"))),
                name="mass_refund_two_people",
            ),
            models.CheckConstraint(
                condition=Q(done_count__lte=F("count"), done_minor__lte=F("minor")),
                name="mass_refund_within_totals",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="mass_refund_says_why"),
        ]

    def __str__(self) -> str:
        return self.reference


class GiftRefund(models.Model):
    """Money of one payment that goes back to where it came from: asked for, agreed, returned."""

    reference = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("giving.GiftOrder", models.PROTECT, related_name="refunds")
    payment = models.ForeignKey("giving.Payment", models.PROTECT, related_name="refunds")
    kind = models.CharField(max_length=20, choices=RefundClass)
    amount_minor = models.BigIntegerField()
    is_owed = models.BooleanField(help_text="by law, also what was spent (L17)")
    mass = models.ForeignKey(MassRefund, models.PROTECT, null=True, related_name="refunds")
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.ASKED)
    asked_by = models.CharField(max_length=80, help_text="'person:12', or 'guest'")
    asked_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80, blank=True)
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)
    is_by_hand = models.BooleanField(default=False, help_text="no provider sends it: a bank does")
    outside_ref = models.CharField(max_length=64, blank=True, help_text="the bank's own number")
    sent_at = models.DateTimeField(null=True, help_text="when the provider was last asked")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gift_refund_positive"),
            models.CheckConstraint(
                condition=Q(state__in=RefundState.values), name="gift_refund_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RefundClass.values), name="gift_refund_class_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(REFUND_BOOKED))
                | (~Q(proposed_by="") & ~Q(agreed_by="") & ~Q(agreed_by=F("proposed_by"))),
                name="gift_refund_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=RefundState.RETURNED) | Q(ended_at__isnull=False),
                name="gift_refund_ended_when",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(state__in=sorted(REFUND_OPEN)),
                name="gift_refund_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["mass", "payment"],
                condition=Q(mass__isnull=False),
                name="gift_refund_once_of_mass",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="gift_refund_queue"),
            models.Index(fields=["order", "-id"], name="gift_refund_of_order"),
        ]

    def __str__(self) -> str:
        return self.reference


class Suspicion(models.Model):
    """Matched gifts that look abused: a question to a person, with the gifts that it is about.

    ``gift`` is the first of them: a run of gifts that grows stays one question.
    """

    kind = models.CharField(max_length=10, choices=SuspicionKind)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    gift = models.CharField(max_length=24, help_text="reference of the first gift")
    gifts = ArrayField(models.CharField(max_length=24), help_text="references, oldest first")
    gifts_minor = models.BigIntegerField()
    matched_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=SuspicionState, default=SuspicionState.OPEN)
    found_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "gift"], name="suspicion_once"),
            models.CheckConstraint(
                condition=Q(state__in=SuspicionState.values), name="suspicion_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=SuspicionState.TAKEN_BACK)
                | (~Q(proposed_by="") & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by"))),
                name="suspicion_two_people",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="suspicion_queue")]
