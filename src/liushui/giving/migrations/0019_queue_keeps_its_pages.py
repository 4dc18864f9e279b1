"""The queue of words keeps the pages that it grew by: giving them back stops whoever writes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("giving", "0018_consents_to_a_purpose")]
    operations = [
        migrations.RunSQL(
            "alter table giving_word set (vacuum_truncate = off)",
            "alter table giving_word reset (vacuum_truncate)",
        )
    ]
