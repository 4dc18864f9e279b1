from django.db import migrations

# What was proposed, and by whom, stays; only how it was decided is written later.
GUARD = """
create trigger parties_proposal_content before update on parties_proposal
  for each row when (
    (old.kind, old.organisation_id, old.facts, old.digest, old.proposed_by, old.proposed_at)
    is distinct from
    (new.kind, new.organisation_id, new.facts, new.digest, new.proposed_by, new.proposed_at)
    or old.state <> 'open'
  ) execute function base_refuse_change();
create trigger parties_proposal_kept before delete on parties_proposal
  for each row execute function base_refuse_change();
"""
UNGUARD = """
drop trigger parties_proposal_content on parties_proposal;
drop trigger parties_proposal_kept on parties_proposal;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_posts_in_time_and_two_people")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
