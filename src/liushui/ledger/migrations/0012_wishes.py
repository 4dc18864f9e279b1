"""Funds of wishes, the choices by which they pay, and decisions about what is left."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0012_wishes.sql").read_text("utf-8")
APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
FACTS = ("ledger_designation", "ledger_choice", "ledger_choicepart", "ledger_surplus")
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
CODES = django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)
WHYS = [
    ("pinned", "Pinned"),
    ("most_wishes", "Most Wishes"),
    ("fewest_needs", "Fewest Needs"),
    ("oldest", "Oldest"),
    ("only", "Only"),
]


def _fund(name: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        "ledger.fund",
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        null=null,
        db_index=False,
    )


DESIGNATION = migrations.CreateModel(
    name="Designation",
    fields=[
        ("id", ID),
        (
            "fund",
            models.OneToOneField(
                "ledger.fund",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="designation",
            ),
        ),
        ("base", _fund("designations")),
        ("wishes", CODES),
        ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ],
)
CHOICE = migrations.CreateModel(
    name="Choice",
    fields=[
        ("id", ID.clone()),
        ("key", models.CharField(max_length=120, unique=True)),
        ("group_id", models.UUIDField(unique=True)),
        ("base", _fund("choices")),
        ("amount", models.BigIntegerField()),
        ("traits", CODES.clone()),
        ("by", models.CharField(max_length=80)),
        ("pinned", _fund("+", null=True)),
        ("why", models.CharField(default="", max_length=300)),
        ("needed", models.BigIntegerField(help_text="what the other open needs still lacked")),
        (
            "payable",
            models.BigIntegerField(help_text="what of it could be paid after this choice"),
        ),
        (
            "best",
            models.BigIntegerField(help_text="and after the choice that leaves the most"),
        ),
        ("at", models.DateTimeField()),
    ],
)
PART = migrations.CreateModel(
    name="ChoicePart",
    fields=[
        (
            "pk",
            models.CompositePrimaryKey(
                "choice_id", "place", blank=True, editable=False, primary_key=True, serialize=False
            ),
        ),
        ("place", models.IntegerField()),
        ("amount", models.BigIntegerField()),
        ("serves", models.IntegerField(help_text="open needs that the fund could pay for")),
        ("why", models.CharField(choices=WHYS, max_length=20)),
        (
            "choice",
            models.ForeignKey(
                "ledger.choice",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                db_index=False,
            ),
        ),
        ("fund", _fund("+")),
    ],
)
SURPLUS = migrations.CreateModel(
    name="Surplus",
    fields=[
        ("id", ID.clone()),
        ("key", models.CharField(max_length=120, unique=True)),
        ("fund", _fund("surpluses")),
        ("target", _fund("+")),
        ("amount", models.BigIntegerField()),
        ("why", models.CharField(max_length=300)),
        ("proposed_by", models.CharField(max_length=80)),
        ("decided_by", models.CharField(max_length=80)),
        ("decided_at", models.DateTimeField()),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_matching")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(SQL),
                *(migrations.RunSQL(APPEND_ONLY.format(table=table)) for table in FACTS),
            ],
            state_operations=[DESIGNATION, CHOICE, PART, SURPLUS],
        )
    ]
