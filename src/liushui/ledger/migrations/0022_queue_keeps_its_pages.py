"""The inbox keeps the pages that it grew by: giving them back stops whoever writes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0021_months_of_holders")]
    operations = [
        migrations.RunSQL(
            "alter table ledger_inbox set (vacuum_truncate = off)",
            "alter table ledger_inbox reset (vacuum_truncate)",
        )
    ]
