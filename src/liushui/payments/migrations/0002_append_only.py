from django.db import migrations

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = ("payments_platformcertificate",)


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_certificates_refunds_complaints"),
        ("base", "0002_append_only"),
    ]
    operations = [
        migrations.RunSQL(GUARD.format(table=table), migrations.RunSQL.noop) for table in TABLES
    ]
