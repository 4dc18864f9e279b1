from django.db import migrations

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = (
    "compliance_dutystep",
    "compliance_fulfilment",
    "compliance_happening",
    "compliance_confirmation",
    "compliance_yearfigures",
    "compliance_workingdaylist",
    "compliance_selfcheck",
    "compliance_finding",
    "compliance_platformentry",
    "compliance_operationsreport",
)


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0001_duties_days_and_checks"),
        ("base", "0002_append_only"),
    ]
    operations = [
        migrations.RunSQL(GUARD.format(table=table), migrations.RunSQL.noop) for table in TABLES
    ]
