"""A certificate is owed to the log by the statement that makes it count."""

from django.db import migrations

OWED = """
create function transparency_certificate_owed() returns trigger language plpgsql as $$
begin
  perform transparency_owe('certificate',
    (select array_agg(id order by id) from fresh where checked_by <> ''));
  return null;
end $$;
create trigger transparency_certificate_entered after insert on parties_certificate
  referencing new table as fresh
  for each statement execute function transparency_certificate_owed();
create trigger transparency_certificate_checked after update on parties_certificate
  referencing new table as fresh
  for each statement execute function transparency_certificate_owed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("transparency", "0003_days_are_summed_up"),
        ("parties", "0013_posts_of_overseers"),
    ]
    operations = [migrations.RunSQL(OWED, "drop function transparency_certificate_owed cascade")]
