from django.db import migrations, models

# What was agreed to before stays as it is; nothing comes into force untried from now on.
TRIED_FIRST = """
create function payments_merchant_tried_first() returns trigger language plpgsql as $$
begin
  if new.tried_at is null and new.state in ('held', 'in_force')
    and (tg_op = 'INSERT' or old.state in ('proposed')) then
    raise exception 'the provider was not asked whether it knows this merchant account'
      using errcode = 'check_violation', constraint = 'merchant_account_tried_first';
  end if;
  return new;
end $$;
create trigger payments_merchant_tried_first before insert or update of state
  on payments_merchantaccount
  for each row execute function payments_merchant_tried_first();
"""
NOT_TRIED = """
drop trigger payments_merchant_tried_first on payments_merchantaccount;
drop function payments_merchant_tried_first();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_a_number_is_ones_for_good")]
    operations = [
        migrations.AddField(
            model_name="merchantaccount",
            name="tried_at",
            field=models.DateTimeField(help_text="the provider knew it and its keys", null=True),
        ),
        migrations.RunSQL(TRIED_FIRST, NOT_TRIED),
    ]
