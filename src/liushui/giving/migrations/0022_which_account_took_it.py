import os
from typing import Any

from django.conf import settings
from django.db import migrations

# By provider: what the settings call its merchant number, and the channels that are paid there.
SET = {
    "wechat": (
        "LIUSHUI_WECHAT_MERCHANT_ID",
        "wechat_pay.merchant_id",
        ["wechat_native", "wechat_h5", "wechat_jsapi", "wechat_mandate"],
    ),
    "alipay": (
        "LIUSHUI_ALIPAY_MERCHANT_ID",
        "alipay.merchant_id",
        ["alipay_page", "alipay_wap", "alipay_qr", "alipay_mandate"],
    ),
}
GUARDS = """
create function giving_payment_came_to_its_own() returns trigger language plpgsql as $$
begin
  if exists (select from fresh f join giving_giftorder o on o.id = f.order_id
      where f.merchant_id <> '' and o.merchant_id <> '' and o.merchant_id <> f.merchant_id) then
    raise exception 'a payment came into another account than its order names'
      using errcode = 'check_violation', constraint = 'payment_came_to_its_own';
  end if;
  return null;
end $$;
create trigger giving_payment_came_to_its_own after insert on giving_payment
  referencing new table as fresh
  for each statement execute function giving_payment_came_to_its_own();

create function giving_order_keeps_its_account() returns trigger language plpgsql as $$
begin
  raise exception 'an order that a provider was told of keeps its account'
    using errcode = 'restrict_violation';
end $$;
create trigger giving_order_keeps_its_account before update of merchant_id on giving_giftorder
  for each row when (old.merchant_id <> '' and old.merchant_id <> new.merchant_id
    and (old.pay_url <> '' or old.state <> 'placed'))
  execute function giving_order_keeps_its_account();
"""
NO_GUARDS = """
drop trigger giving_order_keeps_its_account on giving_giftorder;
drop function giving_order_keeps_its_account();
drop trigger giving_payment_came_to_its_own on giving_payment;
drop function giving_payment_came_to_its_own();
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Until now there was one account with each provider: the settings' took what came."""
    change = apps.get_model("installation", "SettingChange")
    with schema_editor.connection.cursor() as cursor:
        for provider, (name, key, channels) in SET.items():
            kept = change.objects.filter(key=key).order_by("-pk").values_list("text", flat=True)
            said = getattr(settings, name, "") or os.environ.get(name, "")
            number = str(said or kept.first() or "")[:32]
            if not number:
                continue
            for table, rows in (
                ("giving_payment", ("provider = any(%s)", [provider])),
                ("giving_giftorder", ("channel = any(%s)", channels)),
            ):
                cursor.execute("set constraints all immediate")
                cursor.execute(f"alter table {table} disable trigger user")
                cursor.execute(
                    f"update {table} set merchant_id = %s where merchant_id = '' and {rows[0]}",
                    [number, rows[1]],
                )
                cursor.execute("set constraints all immediate")
                cursor.execute(f"alter table {table} enable trigger user")


class Migration(migrations.Migration):
    dependencies = [
        ("giving", "0021_gifts_name_their_account"),
        ("installation", "0001_what_is_set"),
    ]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
