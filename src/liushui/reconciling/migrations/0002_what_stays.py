"""What a keeper said and what it was matched with stay; of a difference, what was found stays."""

from django.db import migrations

APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = ("reconciling_statement", "reconciling_line", "reconciling_match")
DIFFERENCE = """
create trigger reconciling_difference_found before update on reconciling_difference
  for each row when (
    (old.account_id, old.day, old.kind, old.line_id, old.payment_id, old.statement_id,
     old.ours_minor, old.theirs_minor, old.found_at)
    is distinct from
    (new.account_id, new.day, new.kind, new.line_id, new.payment_id, new.statement_id,
     new.ours_minor, new.theirs_minor, new.found_at)
    or old.state in ('cleared', 'explained', 'booked')
  ) execute function base_refuse_change();
create trigger reconciling_difference_kept before delete on reconciling_difference
  for each row execute function base_refuse_change();
create trigger reconciling_difference_no_truncate before truncate on reconciling_difference
  for each statement execute function base_refuse_change();
create trigger reconciling_count_counted before update on reconciling_cashcount
  for each row when (
    (old.till_id, old.expected_minor, old.counted_minor, old.why, old.counted_by, old.counted_at)
    is distinct from
    (new.till_id, new.expected_minor, new.counted_minor, new.why, new.counted_by, new.counted_at)
    or old.state in ('agreed')
  ) execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reconciling", "0001_accounts_and_what_differs"),
        ("base", "0002_append_only"),
    ]
    operations = [
        *(
            migrations.RunSQL(APPEND_ONLY.format(table=table), migrations.RunSQL.noop)
            for table in TABLES
        ),
        migrations.RunSQL(DIFFERENCE, migrations.RunSQL.noop),
    ]
