"""Units of each kind go only by the ways that are open to it; what a fund may lie below."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0014_ways.sql").read_text("utf-8")
APPEND_ONLY = """
create trigger ledger_rulebegin_append_only before update or delete on ledger_rulebegin
  for each row execute function base_refuse_change();
create trigger ledger_rulebegin_no_truncate before truncate on ledger_rulebegin
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0013_sums")]
    operations = [
        migrations.RunSQL(
            SQL,
            state_operations=[
                migrations.CreateModel(
                    "RuleBegin",
                    [
                        (
                            "rule",
                            models.CharField(max_length=40, primary_key=True, serialize=False),
                        ),
                        ("after_id", models.BigIntegerField()),
                    ],
                )
            ],
        ),
        migrations.RunSQL(APPEND_ONLY),
    ]
