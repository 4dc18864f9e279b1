"""Of what one piece became, each movement that took a part counts its part alone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0019_parts_of_pieces.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0018_offer")]
    operations = [migrations.RunSQL(SQL)]
