"""What is refused again after it was settled stands before a person again."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0006_refused_again.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_writers_alone")]
    operations = [migrations.RunSQL(SQL)]
