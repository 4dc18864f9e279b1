"""What was looked at never changes, and of a published version its words go by an erasure alone."""

from django.db import migrations

FORWARD = """
create trigger appeals_check_append_only before update or delete on appeals_check
  for each row execute function base_refuse_change();
create trigger appeals_check_no_truncate before truncate on appeals_check
  for each statement execute function base_refuse_change();
create function appeals_refuse_other_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.title = new.summary and new.summary = new.story
    and (old.appeal_id, old.place, old.cap_minor, old.ends_on, old.why, old.proposed_by,
         old.proposed_at, old.published_by, old.published_at)
    is not distinct from (new.appeal_id, new.place, new.cap_minor, new.ends_on, new.why,
         new.proposed_by, new.proposed_at, new.published_by, new.published_at) then
    return new;  -- one line stands for all words: who asked was erased
  end if;
  raise exception 'version % of appeal % was published and stays', old.place, old.appeal_id
    using errcode = 'check_violation', constraint = 'appeal_version_stays';
end $$;
create trigger appeals_version_stays before update or delete on appeals_version
  for each row when (old.published_at is not null)
  execute function appeals_refuse_other_version();
"""
BACK = """
drop trigger appeals_version_stays on appeals_version;
drop function appeals_refuse_other_version();
drop trigger appeals_check_no_truncate on appeals_check;
drop trigger appeals_check_append_only on appeals_check;
"""


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial"), ("base", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
