"""When each part of an appeal changed, what a provider sent back, one bank's slip one payment."""

import django.db.models.deletion
from django.db import migrations, models

WHOSE = """
update appeals_payout set organisation_id = appeals_appeal.organisation_id
  from appeals_appeal where appeals_appeal.id = appeals_payout.appeal_id;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0002_what_was_published_stays"),
        ("parties", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            "appeal",
            "person_changed_at",
            models.DateTimeField(help_text="looks before it do not count", null=True),
        ),
        migrations.AddField("appeal", "need_changed_at", models.DateTimeField(null=True)),
        migrations.AddField("appeal", "provider_changed_at", models.DateTimeField(null=True)),
        migrations.AddField("appeal", "means_changed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "payout",
            "organisation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.RemoveConstraint("payout", "payout_slip_once"),
        migrations.AddConstraint(
            "payout",
            models.UniqueConstraint(
                fields=["organisation", "bank_ref"],
                condition=~models.Q(bank_ref=""),
                name="payout_slip_once_in_body",
            ),
        ),
        migrations.AddConstraint(
            "payout",
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(organisation__isnull=False),
                name="payout_paid_by_a_body",
            ),
        ),
        migrations.CreateModel(
            "SentBack",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("bank_ref", models.CharField(max_length=60)),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_back",
                        to="appeals.payout",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(amount_minor__gt=0) & ~models.Q(bank_ref=""),
                        name="sent_back_by_a_slip",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(is_agreed=True)
                        | (
                            models.Q(decided_by__isnull=False)
                            & ~models.Q(decided_by=models.F("noted_by"))
                        ),
                        name="sent_back_two_people",
                    ),
                    models.UniqueConstraint(
                        fields=["payout", "bank_ref"],
                        condition=models.Q(is_agreed=None) | models.Q(is_agreed=True),
                        name="sent_back_slip_once",
                    ),
                ],
            },
        ),
    ]
