"""Lists that were imported: what they were, what each row became, what is asked of a person."""

import uuid

from django.db import models
from django.db.models import F, Q

from liushui.giving.states import (
    ClaimReason,
    ClaimState,
    DoubtAnswer,
    ImportState,
    Likeness,
)


class ImportedSheet(models.Model):
    """A published list that was imported into a project. Append-only."""

    project = models.ForeignKey("projects.Project", models.PROTECT)
    title = models.CharField(max_length=500, blank=True)
    content = models.BinaryField(max_length=32, help_text="keyed hash of its heading and all rows")
    series = models.BinaryField(max_length=32, help_text="the content of its first issue")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    found_count = models.PositiveIntegerField()
    found_minor = models.BigIntegerField()
    imported_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "content"], name="sheet_content_once"),
        ]
        indexes = [models.Index(fields=["project", "series"], name="sheet_series")]


class ImportedRow(models.Model):
    """One gift of a list: keyed hash of donor, amount and place among equals. Append-only."""

    sheet = models.ForeignKey(ImportedSheet, models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()
    fingerprint = models.BinaryField(max_length=32)
    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="imported_row")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "fingerprint"], name="sheet_row_once"),
        ]
        indexes = [models.Index(fields=["fingerprint"], name="sheet_row_fingerprint")]


class ImportSource(models.Model):
    """A platform, a bank or a desk whose lists a charity imports, and how it names its columns."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    columns = models.JSONField(default=dict, help_text="our field: the column's heading")
    made_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="import_source_once"),
        ]

    def __str__(self) -> str:
        return self.name


class GiftImport(models.Model):
    """One list that somebody brought: looked at, asked about, booked. Its file is sealed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    source = models.ForeignKey(ImportSource, models.PROTECT, null=True, related_name="+")
    brought_by = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    name_sealed = models.BinaryField(null=True, help_text="the file's name; null: put away")
    worksheet = models.CharField(max_length=100, blank=True)
    on = models.DateField(null=True, help_text="the day of gifts that have none")
    treat = models.CharField(max_length=10, blank=True)
    told_count = models.PositiveIntegerField(null=True, help_text="as the channel says it")
    told_minor = models.BigIntegerField(null=True)
    is_despite = models.BooleanField(default=False, help_text="booked although it differs")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.LOOKING)
    refusal = models.JSONField(default=dict, help_text="code, message and facts of a refusal")
    understood = models.JSONField(default=dict, help_text="heading, columns, days, claims")
    found_count = models.PositiveIntegerField(default=0)
    found_minor = models.BigIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    unread_count = models.PositiveIntegerField(default=0)
    booked_count = models.PositiveIntegerField(default=0, help_text="by all its readings")
    booked_minor = models.BigIntegerField(default=0)
    work_key = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="gift_import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(known_count__lte=models.F("found_count")),
                name="gift_import_knows_what_it_found",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="gift_import_project"),
            models.Index(fields=["work_key"], name="gift_import_work"),
        ]

    def __str__(self) -> str:
        return f"import:{self.pk}"


class ImportDoubt(models.Model):
    """A row that may be a gift which came another way as well: a person says whether it is."""

    of = models.ForeignKey(GiftImport, models.CASCADE, related_name="doubts")
    row = models.PositiveIntegerField()
    group = models.PositiveSmallIntegerField()
    mark = models.BinaryField(max_length=32, help_text="the row's fingerprint")
    resembles = models.ForeignKey("giving.GiftOrder", models.PROTECT, related_name="+")
    likeness = models.CharField(max_length=10, choices=Likeness)
    answer = models.CharField(max_length=10, choices=DoubtAnswer, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "mark"], name="import_doubt_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="import_doubt_answered_when",
            ),
        ]


class ImportedGiver(models.Model):
    """By what an imported gift is claimed: keyed hashes of what its list says of the giver.

    Nothing in it can be read. It goes when the gift's donor is erased.
    """

    order = models.OneToOneField(
        "giving.GiftOrder", models.PROTECT, primary_key=True, related_name="imported_giver"
    )
    name_lookup = models.BinaryField(max_length=32)
    phone_lookup = models.BinaryField(max_length=32, null=True)
    number_lookup = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["name_lookup"], name="imported_giver_name"),
            models.Index(
                fields=["phone_lookup"],
                condition=Q(phone_lookup__isnull=False),
                name="imported_giver_phone",
            ),
            models.Index(
                fields=["number_lookup"],
                condition=Q(number_lookup__isnull=False),
                name="imported_giver_number",
            ),
        ]


class GiftClaim(models.Model):
    """Somebody with a proven phone says that an imported gift is theirs."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    claimant = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    said_sealed = models.BinaryField(null=True, help_text="name and words; null: erased")
    shown_name = models.CharField(max_length=20, blank=True, help_text="masked")
    amount_minor = models.BigIntegerField()
    given_on = models.DateField()
    reason = models.CharField(max_length=20, choices=ClaimReason, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.WAITING)
    order = models.ForeignKey("giving.GiftOrder", models.PROTECT, null=True, related_name="claims")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=500, blank=True)
    differs = models.BooleanField(
        default=False, db_default=False, help_text="sum, name or phone is not the list's"
    )
    proposed_order = models.ForeignKey(
        "giving.GiftOrder", models.PROTECT, null=True, related_name="+"
    )
    proposed_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    proposed_at = models.DateTimeField(null=True)
    proposed_why = models.CharField(max_length=500, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ClaimState.GRANTED, differs=True)
                | (~Q(proposed_by="") & ~Q(proposed_by=F("decided_by"))),
                name="gift_claim_that_differs_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values), name="gift_claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="gift_claim_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.GRANTED) | Q(order__isnull=False),
                name="gift_claim_granted_names_its_gift",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state=ClaimState.GRANTED),
                name="gift_claim_granted_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="gift_claim_queue"),
            models.Index(fields=["claimant", "-id"], name="gift_claim_of"),
        ]

    def __str__(self) -> str:
        return f"claim:{self.pk}"
