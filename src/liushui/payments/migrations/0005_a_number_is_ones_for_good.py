from django.db import migrations

FACTS_STAY = """
create function payments_merchant_facts_stay() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.organisation_id, new.provider, new.merchant_id, new.app_id,
      new.mandate_template, new.code, new.sealed, new.proposed_by, new.proposed_at)
    is distinct from (old.organisation_id, old.provider, old.merchant_id, old.app_id,
      old.mandate_template, old.code, old.sealed, old.proposed_by, old.proposed_at) then
    raise exception 'what was entered of a merchant account stays'
      using errcode = 'restrict_violation', hint = 'Enter another account.';
  end if;
  return new;
end $$;
create trigger payments_merchant_facts_stay before update or delete on payments_merchantaccount
  for each row execute function payments_merchant_facts_stay();
create trigger payments_merchant_no_truncate before truncate on payments_merchantaccount
  for each statement execute function base_refuse_change();
"""
# Two who agree at once to the same number for two organisations: the second sees the first.
IS_ONES = """
create function payments_merchant_is_ones() returns trigger language plpgsql as $$
begin
  if new.state in ('proposed', 'stopped') then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(new.provider || ' ' || new.merchant_id, 7));
  if exists (select from payments_merchantaccount m
      where m.provider = new.provider and m.merchant_id = new.merchant_id
        and m.organisation_id <> new.organisation_id and m.state not in ('proposed', 'stopped'))
  then
    raise exception 'this merchant number is another organisation''s'
      using errcode = 'unique_violation', constraint = 'merchant_number_is_ones';
  end if;
  return new;
end $$;
create trigger payments_merchant_is_ones before insert or update of state
  on payments_merchantaccount
  for each row execute function payments_merchant_is_ones();
"""
NOT_STAY = """
drop trigger payments_merchant_no_truncate on payments_merchantaccount;
drop trigger payments_merchant_facts_stay on payments_merchantaccount;
drop function payments_merchant_facts_stay();
"""
NOT_ONES = """
drop trigger payments_merchant_is_ones on payments_merchantaccount;
drop function payments_merchant_is_ones();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_merchants_of_organisations"), ("base", "0002_append_only")]
    operations = [
        migrations.RunSQL(FACTS_STAY, NOT_STAY),
        migrations.RunSQL(IS_ONES, NOT_ONES),
    ]
