"""A difference that nobody worked on yet may be told better when more is known."""

from django.db import migrations

GUARD = """
drop trigger reconciling_difference_found on reconciling_difference;
create trigger reconciling_difference_found before update on reconciling_difference
  for each row when (
    (old.account_id, old.day, old.line_id, old.statement_id, old.theirs_minor, old.found_at)
    is distinct from
    (new.account_id, new.day, new.line_id, new.statement_id, new.theirs_minor, new.found_at)
    or old.state <> 'open'
      and (old.kind, old.payment_id, old.disbursement_id, old.ours_minor)
      is distinct from (new.kind, new.payment_id, new.disbursement_id, new.ours_minor)
    or old.state in ('cleared', 'explained', 'booked')
  ) execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reconciling", "0003_a_payment_out_may_lack")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
