"""No circle of organisations and no sixth level: the database refuses both."""

from django.db import migrations

GUARD = """
create function parties_organisation_in_tree() returns trigger language plpgsql as $$
declare above int; below int;
begin
  if new.superior_id is null or new.superior_id = new.id then
    return new;  -- the second is another constraint's word
  end if;
  perform pg_advisory_xact_lock(hashtext('parties_organisation_tree'));
  with recursive up(id, level) as (
    select new.superior_id, 1
    union all
    select o.superior_id, up.level + 1 from parties_organisation o join up on o.id = up.id
     where o.superior_id is not null and up.level < 10 and up.id <> new.id
  )
  select max(level) into above from up;
  if exists (
    with recursive up(id, level) as (
      select new.superior_id, 1
      union all
      select o.superior_id, up.level + 1 from parties_organisation o join up on o.id = up.id
       where o.superior_id is not null and up.level < 10 and up.id <> new.id
    )
    select from up where id = new.id
  ) then
    raise exception 'organisation_in_no_circle' using errcode = 'check_violation';
  end if;
  with recursive down(id, level) as (
    select id, 1 from parties_organisation where superior_id = new.id
    union all
    select o.id, down.level + 1 from parties_organisation o join down on o.superior_id = down.id
     where down.level < 10
  )
  select coalesce(max(level), 0) into below from down;
  if above + 1 + below > 5 then
    raise exception 'organisation_five_levels' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger parties_organisation_tree before insert or update of superior_id
  on parties_organisation for each row
  execute function parties_organisation_in_tree();
"""
UNGUARD = """
drop trigger parties_organisation_tree on parties_organisation;
drop function parties_organisation_in_tree();
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0011_partners_under_an_agreement")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
