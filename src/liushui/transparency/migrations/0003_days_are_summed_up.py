"""Days are summed up by a leaf for each account; what waits is counted without being read."""

from django.db import migrations, models

# What stands in the log already is summed up with the next day that is over.
BEFORE = """
insert into transparency_daysum
  (organisation_code, project, currency, since, upto, gifts, came, went)
select said ->> 'org', said ->> 'prj', said ->> 'cur',
  min((at at time zone 'Asia/Shanghai')::date), 0, count(*),
  coalesce(sum((said ->> 'amt')::bigint), 0), 0
from transparency_entry, lateral (select convert_from(leaf, 'utf8')::jsonb as said) l
where said ->> 'k' = 'donation' group by 1, 2, 3
"""


class Migration(migrations.Migration):
    dependencies = [("transparency", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="DaySum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_code",
                        "project",
                        "currency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation_code", models.CharField(max_length=18)),
                ("project", models.CharField(max_length=16)),
                ("currency", models.CharField(max_length=3)),
                (
                    "since",
                    models.DateField(
                        help_text="the day on which the first of them was placed", null=True
                    ),
                ),
                (
                    "upto",
                    models.BigIntegerField(default=0, help_text="the entry of the last summary"),
                ),
                ("gifts", models.BigIntegerField(default=0)),
                ("came", models.BigIntegerField(default=0)),
                ("went", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="waiting",
            name="many",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("subjects", function="cardinality"),
                output_field=models.IntegerField(),
            ),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
