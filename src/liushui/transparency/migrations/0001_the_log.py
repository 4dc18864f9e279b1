"""The log: what is owed to it, what stands in it, its heads, and what a leaf holds back."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

NOW = django.db.models.functions.datetime.Now()


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *names, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Log",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=127)),
                ("organisation_code", models.CharField(max_length=18)),
                ("opened_at", models.DateTimeField()),
                (
                    "keys",
                    models.TextField(help_text="the public keys by which it signs, a line each"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("one", True)), name="log_is_one")
                ]
            },
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                ("frontier", models.BinaryField(default=b"")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one", True)), name="log_state_is_one"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Owed",
            fields=[
                ("pk", key("subject", "kind")),
                ("kind", models.CharField(db_collation="C", max_length=16)),
                (
                    "subject",
                    models.BigIntegerField(help_text="the record's id in the module that owes it"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.BinaryField(max_length=32)),
                ("leaf", models.BinaryField()),
                ("at", models.DateTimeField(db_default=NOW)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("index__gte", 0)), name="log_entry_index"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("pk", key("kind", "subject")),
                ("kind", models.CharField(max_length=16)),
                ("subject", models.BigIntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="position",
                        to="transparency.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unfit",
            fields=[
                ("pk", key("kind", "subject")),
                ("kind", models.CharField(max_length=16)),
                ("subject", models.BigIntegerField()),
                ("why", models.CharField(max_length=120)),
                ("at", models.DateTimeField(db_default=NOW)),
            ],
        ),
        migrations.CreateModel(
            name="Serial",
            fields=[
                ("pk", key("organisation_code", "year")),
                ("organisation_code", models.CharField(max_length=18)),
                ("year", models.SmallIntegerField()),
                ("last", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField(null=True)),
                ("at", models.DateTimeField(db_default=NOW)),
            ],
        ),
        migrations.CreateModel(
            name="HeldBack",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="held_back",
                        serialize=False,
                        to="transparency.entry",
                    ),
                ),
                ("vault_id", models.UUIDField(db_index=True)),
                ("sealed", models.BinaryField()),
            ],
        ),
    ]
