"""When a provider's money came back, as the bank says: by it the daily matching finds it."""

from django.db import migrations, models

NOTED = """
update appeals_sentback set came_at = noted_at;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0003_what_changed_is_looked_at_anew"),
    ]

    operations = [
        migrations.AddField(
            model_name="sentback",
            name="came_at",
            field=models.DateTimeField(help_text="by the bank's slip", null=True),
        ),
        migrations.RunSQL(NOTED, migrations.RunSQL.noop),
    ]
