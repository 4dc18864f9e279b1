"""A gate before each holder's books, so that closing a month does not wait for ever."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0016_gate.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0015_lots")]
    operations = [migrations.RunSQL(SQL)]
