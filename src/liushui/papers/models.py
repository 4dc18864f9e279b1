"""Which paper belongs to which gift; gifts that wait for theirs; what the fiscal service gave."""

from django.db import models
from django.db.models import Q

from liushui.papers.states import GiftPaperKind, WhyReversed


class GiftPaper(models.Model):
    """One of the three papers of a gift, in its first or a later version. Append-only.

    A later version stands only where the one before holds no more (``gift_paper_one_at_a_time``).
    """

    order = models.ForeignKey(
        "giving.GiftOrder", models.PROTECT, related_name="papers", db_index=False
    )
    kind = models.CharField(max_length=12, choices=GiftPaperKind)
    version = models.PositiveSmallIntegerField()
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="gift_paper")
    amount_minor = models.BigIntegerField(help_text="that it says: what has not gone back")
    fiscal = models.ForeignKey(
        "papers.FiscalReceipt", models.PROTECT, null=True, related_name="papers"
    )
    why = models.CharField(max_length=10, choices=WhyReversed, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="in words of the charity")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "version"], name="gift_paper_once"),
            models.CheckConstraint(
                condition=Q(kind__in=GiftPaperKind.values), name="gift_paper_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, version__gt=0), name="gift_paper_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(version=1, why="") | (Q(version__gt=1) & ~Q(why="")),
                name="gift_paper_later_says_why",
            ),
            models.CheckConstraint(
                condition=Q(fiscal=None) | Q(kind=GiftPaperKind.RECEIPT),
                name="gift_paper_fiscal_is_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} of {self.order_id}"


class PaperOwed(models.Model):
    """A settled gift that waits for its papers: written by the statement that settles it."""

    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, primary_key=True)
    is_brought = models.BooleanField(help_text="by a list: made when asked for, or as one batch")

    class Meta:
        indexes = [models.Index(fields=["is_brought", "order"], name="paper_owed_queue")]


class ReturnMark(models.Model):
    """How far a sink of returns was read."""

    fund = models.OneToOneField("ledger.Fund", models.PROTECT, primary_key=True, related_name="+")
    read_to = models.BigIntegerField()


class FiscalQuestion(models.Model):
    """A receipt was asked of the fiscal service, written before the question goes out.

    Open as long as the service may hold a receipt for it; a gift has one open question.
    """

    key = models.CharField(max_length=60, unique=True, help_text="the same key is one receipt")
    order = models.ForeignKey("giving.GiftOrder", models.PROTECT, related_name="+", db_index=False)
    paper = models.OneToOneField(GiftPaper, models.PROTECT, related_name="question")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="declined at once, or taken back")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(closed_at=None),
                name="fiscal_one_question_of_a_gift",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class FiscalReceipt(models.Model):
    """What the fiscal service gave for a gift: code, number and check code. Append-only."""

    key = models.CharField(max_length=60, unique=True, help_text="under which it was asked")
    order = models.ForeignKey("giving.GiftOrder", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    code = models.CharField(max_length=20)
    number = models.CharField(max_length=20)
    check_code = models.CharField(max_length=20)
    issued_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="fiscal_number_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="fiscal_receipt_amount_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"


class FiscalReversal(models.Model):
    """The fiscal service took a receipt back (红冲) under a number of its own. Append-only."""

    receipt = models.OneToOneField(
        FiscalReceipt, models.PROTECT, primary_key=True, related_name="reversal"
    )
    code = models.CharField(max_length=20)
    number = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="fiscal_reversal_once"),
        ]


class FiscalRefusal(models.Model):
    """The fiscal service declined this receipt: it is asked again after a day."""

    paper = models.OneToOneField(GiftPaper, models.PROTECT, primary_key=True, related_name="+")
    reason = models.CharField(max_length=60)
    at = models.DateTimeField()


class FiscalBackRefusal(models.Model):
    """The fiscal service declined to take this receipt back: it is asked again after a day."""

    receipt = models.OneToOneField(
        FiscalReceipt, models.PROTECT, primary_key=True, related_name="back_refusal"
    )
    reason = models.CharField(max_length=60)
    at = models.DateTimeField()
