"""Orders to give, the payments that settled them, and every call-back that reached us."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.giving.states import Channel, Display, Finding, GiftState, Outcome
from liushui.kernel.money import MAX_UNITS


class GiftOrder(models.Model):
    """Somebody's wish to give this much to this project; paid, it is the gift."""

    # Where it was placed from, for whoever is told of it then; no column, so nothing keeps it.
    network = ""

    reference = models.CharField(max_length=24)
    project = models.ForeignKey("projects.Project", models.PROTECT, db_index=False)
    donor = models.ForeignKey("parties.Person", models.PROTECT, null=True, db_index=False)
    by_guest = models.BooleanField(help_text="given without signing in: the reference opens it")
    amount_minor = models.BigIntegerField()
    channel = models.CharField(max_length=20, choices=Channel)
    display = models.CharField(max_length=10, choices=Display)
    donor_display = models.CharField(max_length=20, blank=True, help_text="masked; blank: a donor")
    message_sealed = models.BinaryField(null=True)
    wishes = ArrayField(models.TextField(), default=list, help_text="as ledger.wishes writes them")
    hides_amount = models.BooleanField(
        default=False, db_default=False, help_text="public lists do not show how much"
    )
    origin = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="kind:code, what led to it"
    )
    tag = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="by which link or stream"
    )
    state = models.CharField(max_length=20, choices=GiftState, default=GiftState.PLACED)
    pay_url = models.CharField(max_length=512, blank=True)
    merchant_id = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="into which account"
    )
    asked_at = models.DateTimeField(null=True, help_text="when we last asked the provider")
    created_at = models.DateTimeField()

    WAITING_ORDER = (F("asked_at").asc(nulls_first=True), F("id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="gift_reference_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_UNITS),
                name="gift_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(state__in=GiftState.values), name="gift_state_known"
            ),
            models.CheckConstraint(
                condition=Q(by_guest=True) | Q(donor__isnull=False), name="gift_donor_or_guest"
            ),
            models.CheckConstraint(
                condition=Q(message_sealed=None) | Q(donor__isnull=False),
                name="gift_message_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(display=Display.MASKED) | Q(donor_display=""),
                name="gift_anonymous_shows_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["donor", "-id"], name="gift_of_donor"),
            models.Index(fields=["project", "-id"], name="gift_of_project"),
            models.Index(
                F("asked_at").asc(nulls_first=True),
                F("id"),
                condition=Q(state=GiftState.PLACED),
                name="gift_waiting",
            ),
            models.Index(
                fields=["id"], condition=Q(state=GiftState.NEEDS_DECISION), name="gift_undecided"
            ),
            models.Index(fields=["origin", "id"], condition=~Q(origin=""), name="gift_of_origin"),
            models.Index(
                fields=["project"],
                include=["amount_minor"],
                condition=Q(hides_amount=True, state=GiftState.PAID),
                name="gift_hiding_amount",
            ),
            models.Index(fields=["project", "tag", "id"], condition=~Q(tag=""), name="gift_of_tag"),
        ]

    def __str__(self) -> str:
        return self.reference


class Payment(models.Model):
    """Money that reached the charity's own account. Append-only: the provider's word, once."""

    order = models.ForeignKey(GiftOrder, models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    transaction_id = models.CharField(max_length=64)
    merchant_id = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="the account it came into"
    )
    amount_minor = models.BigIntegerField()
    paid_at = models.DateTimeField()
    received_at = models.DateTimeField()
    finding = models.CharField(max_length=30, choices=Finding, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "transaction_id"], name="payment_transaction_once"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=~Q(finding=Finding.SECOND_PAYMENT),
                name="payment_settles_order_once",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_amount_positive"),
        ]


class PaymentNotice(models.Model):
    """One call-back and what became of it. Append-only; nothing decrypted, nothing personal."""

    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=30, choices=Outcome)
    order = models.ForeignKey(
        GiftOrder, models.PROTECT, null=True, related_name="notices", db_index=False
    )
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the body as it came")

    class Meta:
        indexes = [
            models.Index(fields=["outcome", "received_at"], name="notice_outcome"),
            models.Index(fields=["order", "-id"], name="notice_of_order"),
            models.Index(fields=["digest"], name="notice_digest"),
        ]


class SeenNonce(models.Model):
    """A nonce that the provider signed with. Seen twice, the bytes are a replay."""

    nonce = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)
