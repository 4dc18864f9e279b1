import os
from typing import Any

from django.conf import settings
from django.db import migrations

SET = {
    "wechat": ("LIUSHUI_WECHAT_MERCHANT_ID", "wechat_pay.merchant_id"),
    "alipay": ("LIUSHUI_ALIPAY_MERCHANT_ID", "alipay.merchant_id"),
}
GUARD = """
create trigger recurring_agreement_keeps_its_account before update of merchant_id
  on recurring_agreement
  for each row when (old.merchant_id <> '' and old.merchant_id is distinct from new.merchant_id)
  execute function base_refuse_change();
"""
NO_GUARD = "drop trigger recurring_agreement_keeps_its_account on recurring_agreement"


def fill(apps: Any, schema_editor: Any) -> None:
    """Until now there was one account with each provider: the settings'."""
    del schema_editor
    change = apps.get_model("installation", "SettingChange")
    agreement = apps.get_model("recurring", "Agreement")
    for provider, (name, key) in SET.items():
        kept = change.objects.filter(key=key).order_by("-pk").values_list("text", flat=True)
        said = getattr(settings, name, "") or os.environ.get(name, "")
        number = str(said or kept.first() or "")[:32]
        agreement.objects.filter(provider=provider, merchant_id="").update(merchant_id=number)


class Migration(migrations.Migration):
    dependencies = [
        ("recurring", "0005_agreements_name_their_account"),
        ("installation", "0001_what_is_set"),
        ("base", "0002_append_only"),
    ]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
