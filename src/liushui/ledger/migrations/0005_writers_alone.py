"""Writers beside the services and at other isolation levels keep the rules too."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0005_writers_alone.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_slice_by_offset")]
    operations = [migrations.RunSQL(SQL)]
