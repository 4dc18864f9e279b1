"""A gift of money is owed to the public log by the statement that books it, whoever writes that."""

from django.db import migrations

OWED = """
create function ledger_movement_owed() returns trigger language plpgsql as $$
begin
  if exists (select from transparency_log) then
    perform transparency_owe_new('donation',
      (select array_agg(id) from fresh where kind = 'gift' and resource_id = 'CNY'));
  end if;
  return null;
end $$;
create trigger ledger_movement_owes after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_owed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0022_queue_keeps_its_pages"),
        ("transparency", "0002_guards"),
    ]
    operations = [migrations.RunSQL(OWED, "drop function ledger_movement_owed cascade")]
