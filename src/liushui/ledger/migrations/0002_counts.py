"""Triggers that keep counts and free runs (sql/0002_counts.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0002_counts.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL)]
