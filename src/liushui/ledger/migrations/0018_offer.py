"""A gift is offered by a function that is planned once a session."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0018_offer.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0017_returns_go_home")]
    operations = [migrations.RunSQL(SQL)]
