"""Traces are walked in the database, by statements that are planned once."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0009_walks.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_returns")]
    operations = [migrations.RunSQL(SQL)]
