"""Goods lie in lots; what is left for one person or of a pool moves by a decision alone."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0015_lots.sql").read_text("utf-8")
APPEND_ONLY = """
create trigger ledger_lot_append_only before update or delete on ledger_lot
  for each row execute function base_refuse_change();
create trigger ledger_lot_no_truncate before truncate on ledger_lot
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_ways")]
    operations = [
        migrations.RunSQL(
            SQL,
            state_operations=[
                migrations.CreateModel(
                    "Lot",
                    [
                        (
                            "movement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="arrived",
                                serialize=False,
                                to="ledger.movement",
                            ),
                        ),
                        ("batch", models.CharField(max_length=60)),
                        ("expires_on", models.DateField(null=True)),
                    ],
                )
            ],
        ),
        migrations.RunSQL(APPEND_ONLY),
    ]
