"""All money that moves, and each closed month, is owed to the public log as gifts are."""

from django.db import migrations

# Gifts first: what a statement brings in is there before it goes on.
OWED = """
create or replace function ledger_movement_owed() returns trigger language plpgsql as $$
begin
  if exists (select from transparency_log) then
    perform transparency_owe_new('donation',
      (select array_agg(id order by id) from fresh where kind = 'gift' and resource_id = 'CNY'));
    perform transparency_owe_new('money', (select array_agg(id order by id) from fresh
      where kind not in ('gift', 'freeze', 'thaw') and resource_id = 'CNY'));
  end if;
  return null;
end $$;

create function ledger_report_owed() returns trigger language plpgsql as $$
begin
  perform transparency_owe_new('month', (select array_agg(r.id order by r.id) from fresh r
    join ledger_holder h on h.id = r.holder_id where h.organisation_id is not null));
  return null;
end $$;
create trigger ledger_report_owes after insert on ledger_report
  referencing new table as fresh for each statement execute function ledger_report_owed();
"""
BEFORE = """
drop function ledger_report_owed cascade;
create or replace function ledger_movement_owed() returns trigger language plpgsql as $$
begin
  if exists (select from transparency_log) then
    perform transparency_owe_new('donation',
      (select array_agg(id) from fresh where kind = 'gift' and resource_id = 'CNY'));
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0023_gifts_are_owed_to_the_log"),
        ("transparency", "0003_days_are_summed_up"),
    ]
    operations = [migrations.RunSQL(OWED, BEFORE)]
