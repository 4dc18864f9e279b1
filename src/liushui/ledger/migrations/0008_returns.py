"""What was given back stands once, and recalls hold what they ask for."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0008_returns.sql").read_text("utf-8")
APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
FACTS = ("ledger_recall", "ledger_recallhold", "ledger_recallholdend")


def _to(model: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(
        model,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        db_index=False,
    )


def _one(model: str, name: str | None = None, **said: bool) -> models.OneToOneField:
    return models.OneToOneField(
        model, on_delete=django.db.models.deletion.PROTECT, related_name=name, **said
    )


def _number() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


COVERAGE = migrations.CreateModel(
    "Coverage",
    [
        (
            "pk",
            models.CompositePrimaryKey(
                "covered_id", "lo", blank=True, editable=False, primary_key=True, serialize=False
            ),
        ),
        ("lo", models.BigIntegerField()),
        ("hi", models.BigIntegerField()),
        ("cover", _to("ledger.movement", "covering")),
        ("covered", _to("ledger.movement", "coverage")),
    ],
)
RECALL = migrations.CreateModel(
    "Recall",
    [
        ("id", _number()),
        ("amount", models.BigIntegerField()),
        ("key", models.CharField(max_length=80, unique=True)),
        ("by", models.CharField(max_length=80)),
        ("why", models.CharField(max_length=40)),
        ("at", models.DateTimeField()),
        ("gift", _to("ledger.movement", "recalls")),
    ],
)
HOLD = migrations.CreateModel(
    "RecallHold",
    [
        ("id", _number()),
        ("at", models.DateTimeField()),
        ("freeze", _one("ledger.movement", "recall_hold")),
        ("recall", _to("ledger.recall", "holds")),
        ("reservation", _one("ledger.reservation")),
        ("reverses", _to("ledger.movement", "recall_holds")),
    ],
)
END = migrations.CreateModel(
    "RecallHoldEnd",
    [
        ("hold", _one("ledger.recallhold", "end", primary_key=True, serialize=False)),
        (
            "how",
            models.CharField(choices=[("paid", "Paid"), ("withdrawn", "Withdrawn")], max_length=20),
        ),
        ("at", models.DateTimeField()),
        ("movement", _one("ledger.movement", null=True)),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_every_kind")]
    operations = [
        migrations.RunSQL(SQL, state_operations=[COVERAGE, RECALL, HOLD, END]),
        *(migrations.RunSQL(APPEND_ONLY.format(table=table)) for table in FACTS),
    ]
