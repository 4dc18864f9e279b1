from django.db import migrations, models
from django.db.models.functions import Now

# Another store under the same home is another home's, or a lost one: a person decides, not a row.
STAYS = """
create trigger base_keystoremark_stays before update or delete on base_keystoremark
  for each row execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0006_keys_apart")]
    operations = [
        migrations.CreateModel(
            name="KeyStoreMark",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("store_id", models.UUIDField()),
                ("since", models.DateTimeField(db_default=Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(one=True), name="key_store_mark_is_one"
                    ),
                ]
            },
        ),
        migrations.RunSQL(STAYS, "drop trigger base_keystoremark_stays on base_keystoremark"),
    ]
