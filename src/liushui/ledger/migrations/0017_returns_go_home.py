"""What comes back of a wish's money, or of one person's, comes back to its own fund."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0017_returns_go_home.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0016_gate")]
    operations = [migrations.RunSQL(SQL)]
