from django.db import migrations

GUARD = """
create trigger installation_settingchange_append_only
  before update or delete on installation_settingchange
  for each row execute function base_refuse_change();
create trigger installation_settingchange_no_truncate
  before truncate on installation_settingchange
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("installation", "0001_what_is_set"), ("base", "0002_append_only")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
