"""What the log says stays said, and what is owed to it is written beside the record."""

from django.db import migrations

APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
# Gone with an erasure; never changed.
UNCHANGED = """
create trigger {table}_unchanged before update on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
FORMS = """
alter table transparency_entry
  add constraint log_entry_hash check (length(hash) = 32),
  add constraint log_entry_leaf check (length(leaf) between 2 and 4096);
alter table transparency_head
  add constraint log_head_root check (size > 0 and length(root) = 32);
alter table transparency_serial add constraint log_serial_counts check (last > 0);
alter table transparency_state set (fillfactor = 10);
alter table transparency_waiting set (vacuum_truncate = off);
"""
# A head is signed once. The log only grows. Nobody takes numbers back.
GUARDS = """
create function transparency_head_signed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.note is not null or new.note is null
     or (new.size, new.root, new.at) is distinct from (old.size, old.root, old.at) then
    raise exception 'a head of the log is signed once and stays'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger transparency_head_once before update or delete on transparency_head
  for each row execute function transparency_head_signed();
create trigger transparency_head_no_truncate before truncate on transparency_head
  for each statement execute function base_refuse_change();

create function transparency_state_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.size <= old.size then
    raise exception 'the log only grows' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger transparency_state_only_grows before update or delete on transparency_state
  for each row execute function transparency_state_grows();

create function transparency_serial_counts() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.last <= old.last
     or (new.organisation_code, new.year) <> (old.organisation_code, old.year) then
    raise exception 'numbers of leaves only go on' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger transparency_serial_goes_on before update or delete on transparency_serial
  for each row execute function transparency_serial_counts();
"""
# Entries follow each other: the one before it is there when a statement's entries are.
FOLLOWS = """
create function transparency_entry_follows() returns trigger language plpgsql as $$
declare
  first bigint; last bigint; many bigint;
begin
  select min(index), max(index), count(*) into first, last, many from fresh;
  if many > 0 and (last - first + 1 <> many
     or (first > 0 and not exists (select from transparency_entry where index = first - 1))) then
    raise exception 'entries of the log follow each other' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger transparency_entry_next after insert on transparency_entry
  referencing new table as fresh for each statement execute function transparency_entry_follows();
"""
# For every module that writes what the log must carry, in the statement that writes it. While no
# log is open it does nothing. A record is owed once, whoever says so again.
OWE = """
create function transparency_owe(what text, records bigint[]) returns void language plpgsql as $$
begin
  perform transparency_owe_new(what, (
    select array_agg(one) from (select distinct one from unnest(records) one
      where not exists (select from transparency_owed o where (o.subject, o.kind) = (one, what))
      order by one) fresh));
end $$;
"""
# The same for records that nobody can have owed before, half as dear; one that was is an error.
OWE_NEW = """
create function transparency_owe_new(what text, records bigint[]) returns void
language plpgsql as $$
begin
  if records is null or not exists (select from transparency_log) then
    return;
  end if;
  insert into transparency_owed (kind, subject) select what, one from unnest(records) one;
  insert into transparency_waiting (kind, subjects) values (what, records);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_the_log"), ("base", "0002_append_only")]
    operations = [
        *(
            migrations.RunSQL(guard.format(table=f"transparency_{table}"), migrations.RunSQL.noop)
            for guard, tables in (
                (APPEND_ONLY, ("log", "owed", "entry")),
                (UNCHANGED, ("position", "heldback")),
            )
            for table in tables
        ),
        migrations.RunSQL(FORMS, migrations.RunSQL.noop),
        migrations.RunSQL(
            GUARDS,
            "drop function transparency_head_signed, transparency_state_grows, "
            "transparency_serial_counts cascade",
        ),
        migrations.RunSQL(FOLLOWS, "drop function transparency_entry_follows cascade"),
        migrations.RunSQL(OWE_NEW, "drop function transparency_owe_new"),
        migrations.RunSQL(OWE, "drop function transparency_owe"),
    ]
