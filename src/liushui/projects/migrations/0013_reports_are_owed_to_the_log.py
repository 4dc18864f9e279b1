"""A report is owed to the public log by the statement that publishes it."""

from django.db import migrations

OWED = """
create function projects_report_owed() returns trigger language plpgsql as $$
begin
  perform transparency_owe_new('report', (select array_agg(id order by id) from fresh));
  return null;
end $$;
create trigger projects_report_owes after insert on projects_progressreport
  referencing new table as fresh for each statement execute function projects_report_owed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0012_whoever_complained_was_told"),
        ("transparency", "0003_days_are_summed_up"),
    ]
    operations = [migrations.RunSQL(OWED, "drop function projects_report_owed cascade")]
