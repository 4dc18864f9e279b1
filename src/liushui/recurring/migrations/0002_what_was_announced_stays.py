"""What was announced stays as it was announced; no promise and no charge is ever removed."""

from django.db import migrations

GUARD = """
create trigger recurring_charge_content before update on recurring_charge
  for each row when (
    (old.mandate_id, old.period, old.due_on, old.charge_on, old.amount_minor, old.announced_at)
    is distinct from
    (new.mandate_id, new.period, new.due_on, new.charge_on, new.amount_minor, new.announced_at)
    or old.order_id is not null and old.order_id is distinct from new.order_id
  ) execute function base_refuse_change();
create trigger recurring_agreement_content before update on recurring_agreement
  for each row when (
    (old.mandate_id, old.provider, old.code, old.limit_minor, old.created_at)
    is distinct from
    (new.mandate_id, new.provider, new.code, new.limit_minor, new.created_at)
    or old.contract_id <> '' and old.contract_id <> new.contract_id
  ) execute function base_refuse_change();
"""
KEPT = """
create trigger {table}_kept before delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = ("recurring_mandate", "recurring_agreement", "recurring_charge")


class Migration(migrations.Migration):
    dependencies = [("recurring", "0001_promises_to_give_regularly"), ("base", "0002_append_only")]
    operations = [
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        *[migrations.RunSQL(KEPT.format(table=table), migrations.RunSQL.noop) for table in TABLES],
    ]
