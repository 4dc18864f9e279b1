from django.db import migrations

# What was answered before accounts were told apart and waits still, or was settled since without
# its number: it came into the account that its order names, which was the only one then.
FILL = """
set constraints all immediate;
alter table giving_word disable trigger user;
update giving_word w set merchant_id = o.merchant_id from giving_giftorder o
  where o.id = w.order_id and w.merchant_id = '' and o.merchant_id <> '';
alter table giving_word enable trigger user;
alter table giving_payment disable trigger user;
update giving_payment p set merchant_id = o.merchant_id from giving_giftorder o
  where o.id = p.order_id and p.merchant_id = '' and o.merchant_id <> ''
    and p.provider in ('wechat', 'alipay');
alter table giving_payment enable trigger user;
"""


class Migration(migrations.Migration):
    dependencies = [("giving", "0022_which_account_took_it")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
