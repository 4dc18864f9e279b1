"""A slice is found by its offset in the movement, so a trace reads only slices on its way."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_guards")]
    operations = [
        migrations.RunSQL("create unique index ledger_slice_at on ledger_slice (movement_id, at)")
    ]
