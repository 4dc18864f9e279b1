"""Accounts, what their keepers say happened in them, and what was made of each line."""

from django.db import models
from django.db.models import F, Q

from liushui.reconciling.states import (
    MOVED,
    OF_A_LINE,
    WAITING,
    AccountKind,
    Act,
    Cause,
    CounterKind,
    CounterState,
    CountState,
    DifferenceKind,
    DifferenceState,
    Form,
    LineKind,
    MatchKind,
)


class Account(models.Model):
    """An account in which an organisation's money arrives: at a bank or a payment service."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=AccountKind)
    number = models.CharField(max_length=40, help_text="as its keeper writes it, without spaces")
    holder_name = models.CharField(max_length=120, help_text="in whose name it is kept")
    keeper = models.CharField(max_length=120, blank=True, help_text="bank and branch")
    takes_transfers = models.BooleanField(default=False, help_text="donors are shown it")
    show_asked_by = models.CharField(
        max_length=80, blank=True, default="", help_text="the first of the two who show it"
    )
    since = models.DateField(help_text="from this day on it is compared")
    until = models.DateField(null=True)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="account_once"),
            models.CheckConstraint(
                condition=Q(kind__in=AccountKind.values), name="account_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(takes_transfers=False) | Q(kind=AccountKind.BANK),
                name="account_only_banks_take_transfers",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "id"], name="account_of_body")]


class Statement(models.Model):
    """What a keeper says happened over some days. Append-only; the file itself is not kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="statements")
    form = models.CharField(max_length=12, choices=Form)
    is_fetched = models.BooleanField()
    first_day = models.DateField()
    last_day = models.DateField()
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the bytes as they came")
    line_count = models.PositiveIntegerField()
    fresh_count = models.PositiveIntegerField(help_text="lines that no earlier statement had")
    in_minor = models.BigIntegerField()
    out_minor = models.BigIntegerField()
    read_by = models.CharField(max_length=80)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="statement_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["account", "first_day"], name="statement_days")]


class Line(models.Model):
    """One line of a statement. Append-only. In is above zero, out below; names stand apart."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=10, choices=LineKind)
    day = models.DateField()
    happened_at = models.DateTimeField()
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    outside_ref = models.CharField(max_length=64, blank=True, help_text="the keeper's own number")
    our_ref = models.CharField(max_length=64, blank=True, help_text="our number, if it names one")
    remark = models.CharField(
        max_length=12, blank=True, help_text="the remittance code in it, or a word we know"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="line_once"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="line_moves_money"),
        ]
        indexes = [
            models.Index(fields=["account", "day", "id"], name="line_of_day"),
            models.Index(fields=["outside_ref"], name="line_outside_ref"),
        ]


class LineWords(models.Model):
    """Who sent it and what they wrote, sealed; erased with the person when one is known."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="words")
    vault_id = models.UUIDField(unique=True)
    sealed = models.BinaryField()
    sender_hash = models.BinaryField(max_length=32, null=True, db_index=True)


class CashCount(models.Model):
    """What lay in a cash box: counted by one person, counted again by another."""

    till = models.ForeignKey("reconciling.Till", models.PROTECT, related_name="counts")
    expected_minor = models.BigIntegerField()
    counted_minor = models.BigIntegerField()
    why = models.CharField(max_length=300, blank=True, help_text="why it is not what was taken")
    state = models.CharField(max_length=10, choices=CountState, default=CountState.COUNTED)
    counted_by = models.CharField(max_length=80)
    counted_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(counted_minor__gte=0), name="count_not_below_zero"),
            models.CheckConstraint(
                condition=Q(counted_minor=F("expected_minor")) | ~Q(why=""),
                name="count_says_why_it_differs",
            ),
            models.CheckConstraint(
                condition=~Q(state=CountState.AGREED)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False)
                & ~Q(agreed_by=F("counted_by")),
                name="count_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["till"], condition=Q(state=CountState.COUNTED), name="count_one_at_a_time"
            ),
        ]


class Till(models.Model):
    """A cash box of an organisation."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="till_name_once"),
        ]


class CounterGift(models.Model):
    """Cash or a cheque that was handed over, for an order that carries its receipt number."""

    key = models.UUIDField(unique=True, help_text="of the form: sent twice, taken once")
    till = models.ForeignKey(Till, models.PROTECT, related_name="gifts")
    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CounterKind)
    cheque_number = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=CounterState)
    count = models.ForeignKey(CashCount, models.PROTECT, null=True, related_name="gifts")
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=CounterKind.CASH, cheque_number="", state=CounterState.TAKEN)
                | (
                    Q(kind=CounterKind.CHEQUE, count=None)
                    & ~Q(cheque_number="")
                    & ~Q(state=CounterState.TAKEN)
                ),
                name="counter_cash_or_cheque",
            ),
        ]
        indexes = [
            models.Index(
                fields=["till", "id"],
                condition=Q(kind=CounterKind.CASH, count=None),
                name="counter_in_the_box",
            ),
        ]


class AwaitedTransfer(models.Model):
    """A gift that shall come by bank: the code that its giver writes beside the transfer."""

    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="awaited")
    code = models.CharField(max_length=12, unique=True)
    sender_hash = models.BinaryField(max_length=32, null=True, help_text="of the name it comes in")
    until = models.DateField()
    is_over = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "until"], condition=Q(is_over=False), name="transfer_awaited"
            ),
        ]


class Match(models.Model):
    """What of ours a line is. Append-only; one line, one answer."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="match")
    kind = models.CharField(max_length=12, choices=MatchKind)
    payment = models.OneToOneField("giving.Payment", models.PROTECT, null=True, related_name="+")
    disbursement = models.OneToOneField(
        "disbursing.Disbursement", models.PROTECT, null=True, related_name="+"
    )
    count = models.OneToOneField(CashCount, models.PROTECT, null=True, related_name="match")
    payment_return = models.OneToOneField(
        "disbursing.PaymentReturn", models.PROTECT, null=True, related_name="+"
    )
    batch = models.OneToOneField(
        "disbursing.PaymentBatch", models.PROTECT, null=True, related_name="+"
    )
    other = models.ForeignKey(
        Line, models.PROTECT, null=True, related_name="+", help_text="the line that tells it too"
    )
    refund_ref = models.CharField(max_length=64, blank=True, help_text="our number of the refund")
    moved_ref = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="of another module"
    )
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=MatchKind.PAYMENT, payment__isnull=False)
                | Q(kind=MatchKind.DISBURSEMENT, disbursement__isnull=False)
                | Q(kind=MatchKind.COUNT, count__isnull=False)
                | Q(kind=MatchKind.RETURN, payment_return__isnull=False)
                | Q(kind=MatchKind.LIST, batch__isnull=False)
                | Q(kind__in=OF_A_LINE, other__isnull=False)
                | (Q(kind=MatchKind.REFUND) & ~Q(refund_ref=""))
                | (Q(kind__in=MOVED) & ~Q(moved_ref=""))
                | Q(kind=MatchKind.EXPLAINED, payment=None, disbursement=None, count=None),
                name="match_says_with_what",
            ),
            models.UniqueConstraint(fields=["other", "kind"], name="match_of_a_line_once"),
            models.UniqueConstraint(
                fields=["refund_ref"], condition=~Q(refund_ref=""), name="match_of_a_refund_once"
            ),
            models.UniqueConstraint(
                fields=["moved_ref"], condition=~Q(moved_ref=""), name="match_of_a_move_once"
            ),
        ]


class Difference(models.Model):
    """A line or a payment that does not agree.

    What was found is told better while nobody worked on it, and never changes after.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="differences")
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=DifferenceKind)
    cause = models.CharField(max_length=20, choices=Cause)
    line = models.OneToOneField(Line, models.PROTECT, null=True, related_name="difference")
    payment = models.OneToOneField("giving.Payment", models.PROTECT, null=True, related_name="+")
    disbursement = models.OneToOneField(
        "disbursing.Disbursement", models.PROTECT, null=True, related_name="+"
    )
    payment_return = models.OneToOneField(
        "disbursing.PaymentReturn", models.PROTECT, null=True, related_name="+"
    )
    count = models.OneToOneField(CashCount, models.PROTECT, null=True, related_name="difference")
    refund_ref = models.CharField(max_length=64, blank=True, default="", db_default="")
    moved_ref = models.CharField(max_length=64, blank=True, default="", db_default="")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey(
        "giving.GiftOrder", models.PROTECT, null=True, related_name="+", help_text="looks like it"
    )
    ours_minor = models.BigIntegerField(default=0)
    theirs_minor = models.BigIntegerField(default=0)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DifferenceState, default=DifferenceState.OPEN)
    act = models.CharField(max_length=10, choices=Act, blank=True, default=Act.NONE)
    project = models.ForeignKey("projects.Project", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    proposed_by = models.CharField(max_length=80, blank=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DifferenceState.values), name="difference_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=DifferenceState.BOOKED)
                | (~Q(decided_by="") & ~Q(proposed_by="") & ~Q(decided_by=F("proposed_by"))),
                name="difference_booked_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=DifferenceState.EXPLAINED) | (~Q(why="") & ~Q(decided_by="")),
                name="difference_explained_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["statement", "kind"],
                condition=Q(statement__isnull=False),
                name="difference_of_statement_once",
            ),
            models.UniqueConstraint(
                fields=["refund_ref"], condition=~Q(refund_ref=""), name="difference_refund_once"
            ),
            models.UniqueConstraint(
                fields=["moved_ref"], condition=~Q(moved_ref=""), name="difference_moved_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "day", "id"], name="difference_of_day"),
            models.Index(
                fields=["account", "-id"],
                condition=Q(state__in=sorted(WAITING)),
                name="difference_waiting",
            ),
        ]
