"""A project is not opened while a reason against it stands: whoever writes the row."""

from django.db import migrations

FORWARD = """
create function projects_refuse_open_while_suspended() returns trigger language plpgsql as $$
begin
  if exists (select 1 from projects_suspension s
             where s.project_id = new.id and s.lifted_at is null) then
    raise exception 'project % is not opened: a reason against it stands', new.number
      using errcode = 'check_violation', constraint = 'project_open_without_standing_reason';
  end if;
  return new;
end $$;
create trigger projects_project_reason_stands before update of state on projects_project
  for each row when (new.state in ('open') and old.state is distinct from 'open')
  execute function projects_refuse_open_while_suspended();
"""
BACK = """
drop trigger projects_project_reason_stands on projects_project;
drop function projects_refuse_open_while_suspended();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_closings_and_tags")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
