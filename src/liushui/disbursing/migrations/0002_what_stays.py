"""Uses never change; of a disbursement only its way to the bank does; ceilings hold."""

from django.db import migrations

APPEND_ONLY = """
create trigger disbursing_expenditure_append_only
  before update or delete on disbursing_expenditure
  for each row execute function base_refuse_change();
create trigger disbursing_expenditure_no_truncate before truncate on disbursing_expenditure
  for each statement execute function base_refuse_change();
create trigger disbursing_disbursement_no_delete before delete on disbursing_disbursement
  for each row execute function base_refuse_change();
create trigger disbursing_disbursement_no_truncate before truncate on disbursing_disbursement
  for each statement execute function base_refuse_change();
"""

# What the second person approved is what was drafted, and a step taken is not taken back.
FACTS = """
create function disbursing_facts_stay() returns trigger language plpgsql as $$
begin
  if (old.reference, old.agreement_id, old.payer_id, old.amount_minor, old.purpose,
      old.drafted_by, old.drafted_at)
     is distinct from
     (new.reference, new.agreement_id, new.payer_id, new.amount_minor, new.purpose,
      new.drafted_by, new.drafted_at) then
    raise exception 'what was drafted stays: cancel it and draft another'
      using errcode = 'restrict_violation';
  end if;
  if old.state <> new.state and (old.state, new.state) not in (
      ('drafted', 'approved'), ('drafted', 'cancelled'), ('approved', 'ordered'),
      ('approved', 'cancelled'), ('ordered', 'paid'), ('ordered', 'cancelled')) then
    raise exception 'a disbursement does not go from % to %', old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger disbursing_disbursement_facts before update on disbursing_disbursement
  for each row execute function disbursing_facts_stay();
"""

# The row of the agreement is the lock: two drafts at once cannot both take the last of a ceiling.
CEILING = """
create function disbursing_ceiling_holds() returns trigger language plpgsql as $$
declare
  ceiling bigint;
  promised numeric;
begin
  select ceiling_minor into ceiling from disbursing_agreement
    where id = new.agreement_id for no key update;
  select coalesce(sum(amount_minor), 0) into promised from disbursing_disbursement
    where agreement_id = new.agreement_id and state <> 'cancelled';
  if promised > ceiling then
    raise exception 'disbursements of % exceed the ceiling of %', promised, ceiling
      using errcode = 'check_violation', constraint = 'agreement_ceiling';
  end if;
  return null;
end $$;
create trigger disbursing_disbursement_ceiling after insert on disbursing_disbursement
  for each row execute function disbursing_ceiling_holds();

create function disbursing_agreement_stays() returns trigger language plpgsql as $$
begin
  if (old.number, old.from_org_id, old.to_org_id, old.project_id, old.source_fund_id,
      old.fund_id, old.ceiling_minor, old.signed_on)
     is distinct from
     (new.number, new.from_org_id, new.to_org_id, new.project_id, new.source_fund_id,
      new.fund_id, new.ceiling_minor, new.signed_on) then
    raise exception 'what was signed stays: end it and sign another'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger disbursing_agreement_facts before update on disbursing_agreement
  for each row execute function disbursing_agreement_stays();
"""
UNDO = """
drop trigger disbursing_disbursement_facts on disbursing_disbursement;
drop trigger disbursing_disbursement_ceiling on disbursing_disbursement;
drop trigger disbursing_agreement_facts on disbursing_agreement;
drop function disbursing_facts_stay();
drop function disbursing_ceiling_holds();
drop function disbursing_agreement_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("disbursing", "0001_initial"), ("base", "0002_append_only")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(FACTS + CEILING, UNDO),
    ]
