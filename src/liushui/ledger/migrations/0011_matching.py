"""Pools that add to gifts, by which terms, and that no cap of theirs is passed."""

from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models.deletion import PROTECT

SQL = Path(__file__).with_name("sql").joinpath("0011_matching.sql").read_text("utf-8")
APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
FACTS = ("ledger_matchingpool", "ledger_matchingterms", "ledger_matchingscope")
_POOL = "ledger.matchingpool"
_FUND = "ledger.fund"


def _number() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _to(model: str, name: str | None = None) -> models.ForeignKey:
    return models.ForeignKey(model, on_delete=PROTECT, related_name=name, db_index=False)


def _key(*columns: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *columns, blank=True, editable=False, primary_key=True, serialize=False
    )


def _cap() -> models.BigIntegerField:
    return models.BigIntegerField(null=True)


POOL = migrations.CreateModel(
    "MatchingPool",
    [
        ("id", _number()),
        ("title", models.CharField(max_length=80)),
        ("title_en", models.CharField(default="", max_length=160)),
        ("opened_by", models.CharField(max_length=80)),
        ("opened_at", models.DateTimeField()),
        ("fund", models.OneToOneField(_FUND, on_delete=PROTECT)),
    ],
)
TERMS = migrations.CreateModel(
    "MatchingTerms",
    [
        ("id", _number()),
        ("ratio_num", models.IntegerField()),
        ("ratio_den", models.IntegerField()),
        ("per_gift", _cap()),
        ("per_giver", _cap()),
        ("per_giver_day", _cap()),
        ("per_fund", _cap()),
        ("per_day", _cap()),
        ("total", _cap()),
        ("opens_at", models.DateTimeField()),
        ("closes_at", models.DateTimeField()),
        ("place", models.SmallIntegerField(default=0)),
        ("pledged", models.BigIntegerField(default=0)),
        ("after_id", models.BigIntegerField(default=0)),
        ("set_by", models.CharField(max_length=80)),
        ("agreed_by", models.CharField(default="", max_length=80)),
        ("why", models.CharField(default="", max_length=300)),
        ("set_at", models.DateTimeField()),
        (
            "recorded_at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        ("pool", _to(_POOL, "terms")),
    ],
)
SCOPE = migrations.CreateModel(
    "MatchingScope",
    [
        ("pk", _key("terms_id", "fund_id")),
        ("fund", _to(_FUND)),
        ("terms", _to("ledger.matchingterms", "scope")),
    ],
)
GIVER = migrations.CreateModel(
    "MatchedGiver",
    [
        ("pk", _key("pool_id", "giver", "day")),
        ("giver", models.BigIntegerField()),
        ("day", models.DateField()),
        ("amount", models.BigIntegerField()),
        ("pool", _to(_POOL)),
    ],
)
FUND = migrations.CreateModel(
    "MatchedFund",
    [
        ("pk", _key("pool_id", "fund_id", "day")),
        ("day", models.DateField()),
        ("granted", models.BigIntegerField()),
        ("returned", models.BigIntegerField(default=0)),
        ("fund", _to(_FUND)),
        ("pool", _to(_POOL)),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_reports")]
    operations = [
        migrations.RunSQL(SQL, state_operations=[POOL, TERMS, SCOPE, GIVER, FUND]),
        *(migrations.RunSQL(APPEND_ONLY.format(table=table)) for table in FACTS),
    ]
