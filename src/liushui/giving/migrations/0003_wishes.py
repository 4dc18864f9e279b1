"""A gift may name a wish: a set of codes, as the ledger's funds of wishes keep them."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("giving", "0002_append_only"),
        ("ledger", "0012_wishes"),
    ]

    operations = [
        migrations.AddField(
            model_name="giftorder",
            name="wishes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                help_text="as ledger.wishes writes them",
                size=None,
            ),
        ),
        migrations.RunSQL(
            "alter table giving_giftorder add constraint gift_wishes_are_codes "
            "check (wishes = '{}' or ledger_is_wish_set(wishes))",
            "alter table giving_giftorder drop constraint gift_wishes_are_codes",
        ),
    ]
