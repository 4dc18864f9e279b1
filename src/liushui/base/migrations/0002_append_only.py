from django.db import migrations

FUNCTION = """
create function base_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation', hint = 'Write a new row that names what it corrects.';
end $$;
"""
GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function base_refuse_change()"),
        *(
            migrations.RunSQL(GUARD.format(table=table), migrations.RunSQL.noop)
            for table in ("base_statechange", "base_storedfile")
        ),
    ]
