"""Reports of sealed months, kept as bytes with their digest."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0010_reports.sql").read_text("utf-8")

REPORT = migrations.CreateModel(
    name="Report",
    fields=[
        (
            "id",
            models.BigAutoField(
                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
            ),
        ),
        ("month", models.DateField()),
        ("content", models.BinaryField()),
        ("digest", models.BinaryField(max_length=32)),
        (
            "recorded_at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        (
            "holder",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="ledger.holder",
            ),
        ),
        (
            "seal",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.seal"
            ),
        ),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_walks")]
    operations = [migrations.RunSQL(SQL, state_operations=[REPORT])]
