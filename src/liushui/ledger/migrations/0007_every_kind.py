"""Every kind of movement, and the giver and the lot that a movement may name."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0007_every_kind.sql").read_text("utf-8")

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


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_refused_again")]
    operations = [
        migrations.RunSQL(
            SQL,
            state_operations=[
                migrations.AlterField(
                    "movement", "kind", models.CharField(choices=KINDS, max_length=20)
                ),
                migrations.AddField("movement", "giver", models.BigIntegerField(null=True)),
                migrations.AddField("inbox", "giver", models.BigIntegerField(null=True)),
                migrations.AddField(
                    "movement",
                    "lot",
                    models.ForeignKey(
                        "ledger.movement",
                        on_delete=django.db.models.deletion.PROTECT,
                        null=True,
                        related_name="of_lot",
                        db_index=False,
                    ),
                ),
            ],
        )
    ]
