from django.db import migrations

GUARD = """
create trigger parties_auditrecord_append_only before update or delete on parties_auditrecord
  for each row execute function base_refuse_change();
create trigger parties_auditrecord_no_truncate before truncate on parties_auditrecord
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("base", "0002_append_only")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
