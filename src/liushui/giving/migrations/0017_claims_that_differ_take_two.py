"""A claim that differs from its list is granted by two people: who named the gift first is kept."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("giving", "0016_no_index_twice"),
    ]

    operations = [
        migrations.AddField(
            model_name="giftclaim",
            name="differs",
            field=models.BooleanField(
                db_default=False, default=False, help_text="sum, name or phone is not the list's"
            ),
        ),
        migrations.AddField(
            model_name="giftclaim",
            name="proposed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="giftclaim",
            name="proposed_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="giftclaim",
            name="proposed_order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="giving.giftorder",
            ),
        ),
        migrations.AddField(
            model_name="giftclaim",
            name="proposed_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddConstraint(
            model_name="giftclaim",
            constraint=models.CheckConstraint(
                condition=~Q(state="granted", differs=True)
                | (~Q(proposed_by="") & ~Q(proposed_by=F("decided_by"))),
                name="gift_claim_that_differs_by_two",
            ),
        ),
    ]
