"""A payment may be for what givers wished; each fund that pays holds its part back."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create trigger disbursing_disbursementpart_append_only
  before update or delete on disbursing_disbursementpart
  for each row execute function base_refuse_change();
create trigger disbursing_disbursementpart_no_truncate
  before truncate on disbursing_disbursementpart
  for each statement execute function base_refuse_change();
alter table disbursing_disbursement add constraint disbursement_wishes_are_codes
  check (wishes = '{}' or ledger_is_wish_set(wishes) and ledger_patient_of(wishes) is null);
create function disbursing_wishes_stay() returns trigger language plpgsql as $$
begin
  raise exception 'what was drafted stays: cancel it and draft another'
    using errcode = 'restrict_violation';
end $$;
create trigger disbursing_disbursement_wishes before update on disbursing_disbursement
  for each row when (old.wishes is distinct from new.wishes)
  execute function disbursing_wishes_stay();
"""
UNDO = """
drop function disbursing_wishes_stay() cascade;
alter table disbursing_disbursement drop constraint disbursement_wishes_are_codes;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disbursing", "0002_what_stays"),
        ("ledger", "0015_lots"),
    ]

    operations = [
        migrations.AddField(
            model_name="disbursement",
            name="wishes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                help_text="what it is paid for, as codes",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="DisbursementPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "disbursement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="disbursing.disbursement",
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.fund",
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.reservation",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="part_positive"
                    ),
                    models.UniqueConstraint(
                        fields=("disbursement", "place"), name="part_place_once"
                    ),
                    models.UniqueConstraint(fields=("disbursement", "fund"), name="part_fund_once"),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
