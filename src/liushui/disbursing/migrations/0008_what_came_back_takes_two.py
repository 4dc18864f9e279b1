"""What a bank sent back is noted by one person and booked by another; the report then lapses."""

import django.db.models.deletion
from django.db import migrations, models

# What came back is booked of a note alone that another person agreed to.
NOTES = """
create function disbursing_noted_return_stays() returns trigger language plpgsql as $$
declare
  moving text[] := array['is_agreed', 'decided_by', 'decided_at'];
begin
  if old.is_agreed is not null
     or to_jsonb(old) - moving is distinct from to_jsonb(new) - moving then
    raise exception 'what was noted of a return stays' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger disbursing_returnnote_facts before update on disbursing_returnnote
  for each row execute function disbursing_noted_return_stays();
create trigger disbursing_returnnote_no_delete before delete on disbursing_returnnote
  for each row execute function base_refuse_change();
create trigger disbursing_returnnote_no_truncate before truncate on disbursing_returnnote
  for each statement execute function base_refuse_change();

create function disbursing_return_on_two_words() returns trigger language plpgsql as $$
begin
  if not exists (
      select from disbursing_returnnote n where n.id = new.note_id and n.is_agreed
        and n.disbursement_id = new.disbursement_id and n.payer_id = new.payer_id
        and n.amount_minor = new.amount_minor and n.bank_ref = new.bank_ref
        and n.returned_at = new.returned_at and n.decided_by = new.recorded_by) then
    raise exception 'a return is booked of what two people agreed to'
      using errcode = 'check_violation', constraint = 'return_on_two_words';
  end if;
  return new;
end $$;
create trigger disbursing_paymentreturn_two before insert on disbursing_paymentreturn
  for each row execute function disbursing_return_on_two_words();
"""
# A report lapses with a payment of which everything came back, and with no other.
LAPSES = """
create or replace function disbursing_report_stays() returns trigger language plpgsql as $$
begin
  if (old.disbursement_id, old.agreement_id, old.reporter_id, old.opened_on)
     is distinct from
     (new.disbursement_id, new.agreement_id, new.reporter_id, new.opened_on) then
    raise exception 'a report stays with its payment' using errcode = 'restrict_violation';
  end if;
  if old.state <> new.state and (old.state, new.state) not in (
      ('owed', 'submitted'), ('owed', 'waived'), ('owed', 'lapsed'), ('submitted', 'accepted'),
      ('submitted', 'returned'), ('returned', 'submitted'), ('returned', 'waived'),
      ('returned', 'lapsed')) then
    raise exception 'a report does not go from % to %', old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  if old.state <> new.state and new.state in ('lapsed') and not exists (
      select from disbursing_disbursement
        where id = new.disbursement_id and state in ('returned')) then
    raise exception 'a report lapses where the payment came back'
      using errcode = 'check_violation', constraint = 'report_lapses_with_its_payment';
  end if;
  return new;
end $$;
"""
UNDO = """
drop function disbursing_noted_return_stays() cascade;
drop function disbursing_return_on_two_words() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disbursing", "0007_uses_on_two_words"),
        ("parties", "0014_locked_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("bank_ref", models.CharField(max_length=60)),
                ("returned_at", models.DateTimeField()),
                ("why", models.CharField(max_length=200)),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="partnerreport",
            name="report_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="partnerreport",
            name="report_submitted_by_someone",
        ),
        migrations.RemoveConstraint(
            model_name="partnerreport",
            name="report_decided_by_someone",
        ),
        migrations.AlterField(
            model_name="partnerreport",
            name="state",
            field=models.CharField(
                choices=[
                    ("owed", "Owed"),
                    ("submitted", "To be judged"),
                    ("returned", "Sent back"),
                    ("accepted", "Accepted"),
                    ("waived", "Not asked for"),
                    ("lapsed", "Not owed: the payment came back"),
                ],
                default="owed",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "submitted", "returned", "accepted", "waived", "lapsed"])
                ),
                name="report_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "waived", "lapsed"]),
                    models.Q(
                        models.Q(("submitted_by", ""), _negated=True),
                        ("submitted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="report_submitted_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "submitted", "lapsed"]),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="report_decided_by_someone",
            ),
        ),
        migrations.AddField(
            model_name="returnnote",
            name="disbursement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="return_notes",
                to="disbursing.disbursement",
            ),
        ),
        migrations.AddField(
            model_name="returnnote",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.AddField(
            model_name="paymentreturn",
            name="note",
            field=models.OneToOneField(
                help_text="empty: booked before two were asked",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="booked",
                to="disbursing.returnnote",
            ),
        ),
        migrations.AddIndex(
            model_name="returnnote",
            index=models.Index(
                condition=models.Q(("is_agreed", None)),
                fields=["payer", "id"],
                name="noted_return_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="noted_return_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bank_ref", ""), _negated=True), models.Q(("why", ""), _negated=True)
                ),
                name="noted_return_has_slip_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", ""), ("is_agreed", None)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("is_agreed__isnull", False),
                        models.Q(("decided_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="noted_return_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_agreed", None),
                    ("is_agreed", False),
                    models.Q(("decided_by", models.F("noted_by")), _negated=True),
                    _connector="OR",
                ),
                name="noted_return_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnnote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_agreed", None), ("is_agreed", True), _connector="OR"),
                fields=("payer", "bank_ref"),
                name="noted_return_slip_once",
            ),
        ),
        migrations.RunSQL(NOTES + LAPSES, UNDO),
    ]
