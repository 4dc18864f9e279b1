"""Pictures given for a fixed price, up to so many in all; who holds and who keeps which."""

from django.db import models
from django.db.models import F, Q

from liushui.items.states import GalleryState, HoldState, Late
from liushui.kernel.money import MAX_UNITS

CODE = r"^[a-z0-9][a-z0-9-]{1,19}$"
MOST_IN_AN_ORDER = 100


class Gallery(models.Model):
    """Pieces of one price for one project. Price and cap stay as they are once it is open."""

    code = models.CharField(max_length=20, unique=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="galleries")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160, blank=True)
    words = models.CharField(max_length=300, blank=True)
    words_en = models.CharField(max_length=500, blank=True)
    price_minor = models.BigIntegerField()
    cap = models.PositiveIntegerField(help_text="how many are given in all")
    most = models.PositiveSmallIntegerField(default=10, help_text="at most so many in one order")
    hold_minutes = models.PositiveSmallIntegerField(default=30)
    late = models.CharField(max_length=10, choices=Late)
    surplus = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, related_name="surplus_of"
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=GalleryState, default=GalleryState.DRAFT)
    drafted_by = models.CharField(max_length=80)
    opened_by = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="items_gallery_code_fits"),
            models.CheckConstraint(
                condition=Q(price_minor__gt=0, price_minor__lte=MAX_UNITS // MOST_IN_AN_ORDER),
                name="items_gallery_price_positive",
            ),
            models.CheckConstraint(condition=Q(cap__gt=0), name="items_gallery_cap_positive"),
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=MOST_IN_AN_ORDER),
                name="items_gallery_most_in_an_order",
            ),
            models.CheckConstraint(
                condition=Q(hold_minutes__gte=5, hold_minutes__lte=120),
                name="items_gallery_hold_minutes",
            ),
            models.CheckConstraint(
                condition=Q(late=Late.SURPLUS, surplus__isnull=False)
                | Q(late=Late.BACK, surplus=None),
                name="items_gallery_says_where_late_money_goes",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="items_gallery_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GalleryState.values), name="items_gallery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=GalleryState.DRAFT, opened_by="")
                | (~Q(opened_by="") & ~Q(opened_by=F("drafted_by"))),
                name="items_gallery_opened_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="items_gallery_state")]

    def __str__(self) -> str:
        return self.code


class Piece(models.Model):
    """One picture. ``maker`` is how its maker is shown: never a child's name."""

    gallery = models.ForeignKey(Gallery, models.PROTECT, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120, blank=True)
    maker = models.CharField(max_length=60, blank=True)
    maker_en = models.CharField(max_length=120, blank=True)
    picture = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gallery", "number"], name="items_piece_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="items_piece_number_positive"),
        ]


class Stock(models.Model):
    """A part of a gallery's cap: rows beside each other, so that orders do not queue for one.

    Its numbers are ``first`` .. ``first + room - 1``; they are given in the order of payment.
    """

    gallery = models.ForeignKey(Gallery, models.PROTECT, related_name="stocks")
    shard = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    room = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gallery", "shard"], name="items_stock_shard_once"),
            models.UniqueConstraint(fields=["gallery", "first"], name="items_stock_first_once"),
            models.CheckConstraint(
                condition=Q(room__gte=F("held") + F("kept")), name="items_stock_within_room"
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="items_stock_held"),
        ]


class Hold(models.Model):
    """The pieces of one order: held while it is unpaid, kept once it is paid."""

    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="item_hold")
    gallery = models.ForeignKey(Gallery, models.PROTECT, related_name="holds", db_index=False)
    piece = models.ForeignKey(Piece, models.PROTECT, related_name="holds", db_index=False)
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="holds", db_index=False)
    count = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=HoldState, default=HoldState.HELD)
    number = models.PositiveIntegerField(null=True, help_text="the first of its numbers")
    until = models.DateTimeField()
    asker = models.CharField(
        max_length=32, blank=True, default="", db_default="",
        help_text="who holds it unpaid, as a keyed word; emptied when that is over",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gallery", "number"], name="items_hold_number_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="items_hold_count_positive"),
            models.CheckConstraint(
                condition=Q(state__in=HoldState.values), name="items_hold_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=HoldState.KEPT, number__isnull=False)
                | Q(state=HoldState.HELD)
                | (~Q(state=HoldState.KEPT) & Q(number=None)),
                name="items_hold_kept_has_a_number",
            ),
        ]
        indexes = [
            models.Index(
                fields=["until"], condition=Q(state=HoldState.HELD), name="items_hold_until"
            ),
            models.Index(fields=["piece", "state"], name="items_hold_of_piece"),
            models.Index(
                fields=["gallery", "asker"],
                condition=Q(state=HoldState.HELD) & ~Q(asker=""),
                name="items_hold_of_asker",
            ),
        ]
