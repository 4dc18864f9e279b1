"""What was proposed stays, what is over stays over, and what came of it is append-only."""

from django.db import migrations

GUARD = """
create trigger books_instructionentry_append_only
  before update or delete on books_instructionentry
  for each row execute function base_refuse_change();
create trigger books_instructionentry_no_truncate before truncate on books_instructionentry
  for each statement execute function base_refuse_change();
create trigger books_instruction_content before update on books_instruction
  for each row when (
    (old.reference, old.organisation_id, old.kind, old.cause, old.fund_id, old.to_fund_id, old.gift,
     old.movement_id, old.amount_minor, old.outside_ref, old.happened_on, old.why,
     old.proposed_by, old.proposed_at)
    is distinct from
    (new.reference, new.organisation_id, new.kind, new.cause, new.fund_id, new.to_fund_id, new.gift,
     new.movement_id, new.amount_minor, new.outside_ref, new.happened_on, new.why,
     new.proposed_by, new.proposed_at)
    or old.state <> 'proposed'
  ) execute function base_refuse_change();
create trigger books_instruction_kept before delete on books_instruction
  for each row execute function base_refuse_change();
create trigger books_instruction_no_truncate before truncate on books_instruction
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial"), ("base", "0002_append_only")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
