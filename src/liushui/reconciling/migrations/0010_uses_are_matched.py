"""Uses that were paid out of an organisation's own money are matched with the bank."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disbursing", "0007_uses_on_two_words"),
        ("giving", "0020_a_paper_counts_by_two_people"),
        ("reconciling", "0009_what_others_moved"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="match",
            name="match_says_with_what",
        ),
        migrations.AlterField(
            model_name="difference",
            name="cause",
            field=models.CharField(
                choices=[
                    ("late_call_back", "The call-back is late or never came. Ask the provider."),
                    ("closed_order", "It was paid after the order had closed here."),
                    ("elsewhere", "No order of ours has this number: it was paid by another way."),
                    ("not_booked_yet", "It may stand in the next day's statement."),
                    ("undone", "It may have been undone there. Ask the provider."),
                    (
                        "code_other_amount",
                        "The code names an order of another amount: the giver sent more or less.",
                    ),
                    ("looks_like", "An order that is waited for has the same amount."),
                    ("no_code", "No code and no order that fits: ask the bank or the sender."),
                    ("paid_again", "The same order was paid before: the sender may want it back."),
                    ("own_payout", "It looks like a pay-out of a payment service to this account."),
                    ("interest", "It looks like interest."),
                    ("bank_fee", "It looks like a fee of the bank."),
                    ("not_ordered", "No payment out of here has this number or this amount."),
                    ("refund_unknown", "Money went back that nobody here sent back."),
                    ("kept_by_provider", "The provider kept it of what it pays out."),
                    ("bill_lacks", "The bill of that day is not read yet, or it was cut."),
                    ("next_day", "It may move on the next day. Read that day's movements too."),
                    ("held_back", "The payment service may hold it back. Ask it."),
                    ("fee_differs", "The fee that moved is not the one in the bill."),
                    ("other_fee", "A fee for something else than a payment."),
                    (
                        "on_its_way",
                        "It left the payment service; no bank's list shows its arrival yet.",
                    ),
                    (
                        "moved_there",
                        "Somebody moved it at the payment service. Ask who runs that account.",
                    ),
                    (
                        "looks_returned",
                        "A payment of this sum was made: its bank may have sent it back.",
                    ),
                    (
                        "not_at_bank",
                        "No list of the bank names it: it may not have left, or sum or day differ on the slip.",
                    ),
                    (
                        "looks_agreed",
                        "A payment of this sum was agreed to, or a use reported: its last step may be missing.",
                    ),
                    ("cut", "Lines are missing or were changed: fetch the statement again."),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="match",
            name="kind",
            field=models.CharField(
                choices=[
                    ("payment", "A gift"),
                    ("disbursement", "A payment that went out"),
                    ("refund", "A refund"),
                    ("return", "A payment that came back"),
                    ("list", "A list of payments, in one sum"),
                    ("provider", "A payment to the provider of a personal appeal"),
                    ("sent_back", "What the provider of an appeal sent back"),
                    ("use", "A use that was paid"),
                    ("count", "Cash that was counted"),
                    ("billed", "A line of the bill"),
                    ("fee", "The fee of a line of the bill"),
                    ("payout", "A pay-out from a payment service to a bank"),
                    ("explained", "Explained by a person"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "payment"), ("payment__isnull", False)),
                    models.Q(("disbursement__isnull", False), ("kind", "disbursement")),
                    models.Q(("count__isnull", False), ("kind", "count")),
                    models.Q(("kind", "return"), ("payment_return__isnull", False)),
                    models.Q(("batch__isnull", False), ("kind", "list")),
                    models.Q(("kind__in", ("billed", "fee", "payout")), ("other__isnull", False)),
                    models.Q(("kind", "refund"), models.Q(("refund_ref", ""), _negated=True)),
                    models.Q(
                        ("kind__in", ("provider", "sent_back", "use")),
                        models.Q(("moved_ref", ""), _negated=True),
                    ),
                    models.Q(
                        ("count", None),
                        ("disbursement", None),
                        ("kind", "explained"),
                        ("payment", None),
                    ),
                    _connector="OR",
                ),
                name="match_says_with_what",
            ),
        ),
    ]
