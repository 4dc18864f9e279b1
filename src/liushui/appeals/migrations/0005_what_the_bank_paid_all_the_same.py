"""What the bank paid though it was stopped or not agreed to: booked by two people's word."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
create function appeals_require_late_word() returns trigger language plpgsql as $$
begin
  if new.is_late and not exists (
    select 1 from appeals_latepayment l where l.payout_id = new.id and l.is_agreed
      and l.bank_ref = new.bank_ref and l.paid_at = new.paid_at) then
    raise exception 'payment % was not agreed to, and two people did not say that it left', new.id
      using errcode = 'check_violation', constraint = 'payout_late_by_two';
  end if;
  return null;
end $$;
create constraint trigger appeals_payout_late_by_two after insert or update on appeals_payout
  deferrable initially immediate for each row when (new.is_late)
  execute function appeals_require_late_word();
create function appeals_refuse_other_late() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.payout_id, old.bank_ref, old.paid_at, old.noted_by, old.noted_at)
      is not distinct from (new.payout_id, new.bank_ref, new.paid_at, new.noted_by, new.noted_at)
    and (old.decided_at is null or (old.decided_by, old.decided_at, old.is_agreed)
      is not distinct from (new.decided_by, new.decided_at, new.is_agreed))
    and (new.why_sealed is null or new.why_sealed is not distinct from old.why_sealed) then
    return new;  -- it is decided once, and its words go by an erasure alone
  end if;
  raise exception 'what was noted of payment % stays', old.payout_id
    using errcode = 'check_violation', constraint = 'late_payment_stays';
end $$;
create trigger appeals_late_stays before update or delete on appeals_latepayment
  for each row execute function appeals_refuse_other_late();
"""
BACK = """
drop trigger appeals_late_stays on appeals_latepayment;
drop function appeals_refuse_other_late();
drop trigger appeals_payout_late_by_two on appeals_payout;
drop function appeals_require_late_word();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0004_what_came_back_has_its_day"),
        ("base", "0005_destroyed_files"),
        ("ledger", "0022_queue_keeps_its_pages"),
        ("parties", "0012_bodies_stand_in_a_tree"),
    ]

    operations = [
        migrations.CreateModel(
            name="LatePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bank_ref", models.CharField(max_length=60)),
                ("paid_at", models.DateTimeField()),
                (
                    "why_sealed",
                    models.BinaryField(help_text="how that came, as who noted it says", null=True),
                ),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_approved_by_someone",
        ),
        migrations.AddField(
            model_name="payout",
            name="is_late",
            field=models.BooleanField(
                default=False, help_text="paid though stopped or not agreed to"
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="own_minor",
            field=models.BigIntegerField(
                default=0, help_text="borne by the organisation itself, less what came back of that"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "paid"]), _negated=True),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("reservation__isnull", False),
                    ),
                    models.Q(("is_late", True), ("state", "paid")),
                    _connector="OR",
                ),
                name="payout_approved_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("own_minor__gte", 0),
                    ("own_minor__lte", models.F("amount_minor")),
                    models.Q(("own_minor", 0), ("is_late", True), _connector="OR"),
                ),
                name="payout_own_within",
            ),
        ),
        migrations.AddField(
            model_name="latepayment",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="late",
                to="appeals.payout",
            ),
        ),
        migrations.AddConstraint(
            model_name="latepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("bank_ref", ""), _negated=True), name="late_payment_by_a_slip"
            ),
        ),
        migrations.AddConstraint(
            model_name="latepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_agreed", True), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("noted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="late_payment_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="latepayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_agreed", None), ("is_agreed", True), _connector="OR"),
                fields=("payout",),
                name="late_payment_once",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
