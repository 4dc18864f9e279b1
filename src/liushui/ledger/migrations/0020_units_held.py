"""What a recall holds is not thawed by anybody else."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0020_units_held.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0019_parts_of_pieces")]
    operations = [migrations.RunSQL(SQL)]
