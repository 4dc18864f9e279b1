"""What moved between two funds in a month, and a fund's counts at any second."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0013_sums.sql").read_text("utf-8")
KINDS = [
    ("gift", "Gift"),
    ("receipt", "Receipt"),
    ("hours", "Hours"),
    ("earned", "Earned"),
    ("opening", "Opening"),
    ("advance", "Advance"),
    ("rebasing", "Rebasing"),
    ("match", "Match"),
    ("transfer", "Transfer"),
    ("grant", "Grant"),
    ("use", "Use"),
    ("provider_payment", "Provider Payment"),
    ("spent", "Spent"),
    ("return", "Return"),
    ("refund", "Refund"),
    ("charge_back", "Charge Back"),
    ("fee", "Fee"),
    ("write_off", "Write Off"),
    ("reversal", "Reversal"),
    ("cover", "Cover"),
    ("freeze", "Freeze"),
    ("thaw", "Thaw"),
    ("correction", "Correction"),
    ("conversion", "Conversion"),
    ("advance_repayment", "Advance Repayment"),
]
TABLES = [
    migrations.CreateModel(
        name="Flow",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("kind", models.CharField(choices=KINDS, max_length=20)),
            ("booked", models.DateField()),
            ("amount", models.BigIntegerField()),
            ("count", models.BigIntegerField()),
            ("first_id", models.BigIntegerField()),
            ("last_id", models.BigIntegerField()),
            ("first_lo", models.BigIntegerField()),
            ("last_hi", models.BigIntegerField()),
            (
                "source",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="flows_out",
                    to="ledger.fund",
                ),
            ),
            (
                "target",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="flows_in",
                    to="ledger.fund",
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Mark",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "fund_id", "at", blank=True, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("at", models.DateTimeField()),
            ("tip", models.BigIntegerField()),
            ("taken", models.BigIntegerField()),
            ("reserved", models.BigIntegerField()),
            (
                "fund",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="marks",
                    to="ledger.fund",
                ),
            ),
        ],
    ),
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_wishes")]
    operations = [migrations.RunSQL(SQL, state_operations=TABLES)]
