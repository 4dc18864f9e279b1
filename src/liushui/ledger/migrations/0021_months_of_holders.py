"""A batch asks once for each of its holders which month is open."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0021_months_of_holders.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0020_units_held")]
    operations = [migrations.RunSQL(SQL)]
