from django.db import migrations

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
# A short list would say which places of the log are of one giver.
OF_MANY = """
alter table privacy_erasurenotice
  add constraint erasure_notice_of_many check (cardinality(indices) between 20 and 256);
"""
# The log must carry it: owed by the statement that writes it.
OWED = """
create function privacy_owe_erasures() returns trigger language plpgsql as $$
begin
  perform transparency_owe_new('erasure', (select array_agg(id order by id) from fresh));
  return null;
end $$;
create trigger privacy_erasurenotice_owed after insert on privacy_erasurenotice
  referencing new table as fresh for each statement execute function privacy_owe_erasures();
"""
# Who is locked away stays in the list; what is kept of them goes once and does not come back.
LOCKED = """
create function privacy_locked_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.ended_at is not null or new.person_id <> old.person_id
     or new.until < old.until then
    raise exception 'who is locked away is let go once, and not before the day'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger privacy_lockedaway_once before update or delete on privacy_lockedaway
  for each row execute function privacy_locked_once();
create function privacy_opening_decided_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'asked'
     or (new.asked_by, new.why, new.locked_id) is distinct from
        (old.asked_by, old.why, old.locked_id) then
    raise exception 'an opening is asked for and decided once'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger privacy_lockedopening_once before update or delete on privacy_lockedopening
  for each row execute function privacy_opening_decided_once();
"""
REGISTERS = ("breach", "breachstep", "assessment", "erasurenotice", "retentionrun")


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_kept_while_the_law_asks"),
        ("base", "0002_append_only"),
        ("transparency", "0002_guards"),
    ]
    operations = [
        *(
            migrations.RunSQL(GUARD.format(table=f"privacy_{name}"), migrations.RunSQL.noop)
            for name in REGISTERS
        ),
        migrations.RunSQL(OF_MANY, migrations.RunSQL.noop),
        migrations.RunSQL(OWED, migrations.RunSQL.noop),
        migrations.RunSQL(LOCKED, migrations.RunSQL.noop),
    ]
