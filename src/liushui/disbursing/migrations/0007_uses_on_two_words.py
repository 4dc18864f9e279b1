"""A use of one's own money waits for a second person: held when reported, moved when confirmed."""

import django.db.models.deletion
from django.db import migrations, models

# What a partner reported stays a partner's report; of the rest nobody asked two people then.
PARTNERS = "update disbursing_expenditure set word = 'partner' where agreement_id is not null"
OPEN = "drop trigger disbursing_expenditure_append_only on disbursing_expenditure"
SHUT = """
create trigger disbursing_expenditure_append_only
  before update or delete on disbursing_expenditure
  for each row execute function base_refuse_change();
"""
GUARDS = """
create trigger disbursing_expenditure_no_delete before delete on disbursing_expenditure
  for each row execute function base_refuse_change();
create trigger disbursing_usepart_append_only before update or delete on disbursing_usepart
  for each row execute function base_refuse_change();
create trigger disbursing_usepart_no_truncate before truncate on disbursing_usepart
  for each statement execute function base_refuse_change();

create function disbursing_use_begins() returns trigger language plpgsql as $$
begin
  if new.word = 'two' and new.state in ('reported') and new.decided_by = ''
     and not exists (select from disbursing_agreement where fund_id = new.fund_id) then
    return new;
  end if;
  if new.word = 'partner' and new.state in ('confirmed') and exists (
      select from disbursing_agreement a where a.id = new.agreement_id
        and a.fund_id = new.fund_id and a.to_org_id = new.organisation_id) then
    return new;
  end if;
  raise exception 'a use of an organisation''s own money waits for a second person'
    using errcode = 'check_violation', constraint = 'use_begins_on_its_word';
end $$;
create trigger disbursing_expenditure_begins before insert on disbursing_expenditure
  for each row execute function disbursing_use_begins();

create function disbursing_use_stays() returns trigger language plpgsql as $$
declare
  moving text[] := array['state', 'bank_ref', 'paid_on', 'in_cash', 'decided_by', 'decided_at',
                         'why'];
begin
  if old.state not in ('reported')
     or to_jsonb(old) - moving is distinct from to_jsonb(new) - moving
     or (old.bank_ref <> '' or old.in_cash)
        and (old.bank_ref, old.paid_on, old.in_cash)
            is distinct from (new.bank_ref, new.paid_on, new.in_cash) then
    raise exception 'what was reported of a use stays' using errcode = 'restrict_violation';
  end if;
  if new.state in ('confirmed', 'refused') and new.decided_by in ('', new.reported_by) then
    raise exception 'whoever reported a use does not decide on it'
      using errcode = 'check_violation', constraint = 'use_two_people';
  end if;
  return new;
end $$;
create trigger disbursing_expenditure_facts before update on disbursing_expenditure
  for each row execute function disbursing_use_stays();
"""
# Looked at when the transaction ends: the row as it is then, beside the ledger as it is then.
WHOLE = """
create function disbursing_use_is_whole() returns trigger language plpgsql as $$
declare
  one disbursing_expenditure;
  moved numeric;
  held numeric;
  open_holds bigint;
begin
  select * into strict one from disbursing_expenditure where id = new.id;
  if one.word = 'before' then
    return null;
  end if;
  select coalesce(sum(amount), 0) into moved from ledger_movement
    where ref = one.reference and ref <> '' and kind in ('use', 'provider_payment');
  if moved <> (case when one.state in ('confirmed') then one.amount_minor else 0 end) then
    raise exception 'use % moved %', one.reference, moved
      using errcode = 'check_violation', constraint = 'use_moves_when_confirmed';
  end if;
  if one.word = 'two' then
    select sum(r.amount), count(*) filter (where e.reservation_id is null) into held, open_holds
      from ledger_reservation r left join ledger_reservationend e on e.reservation_id = r.id
      where r.id = one.reservation_id
         or r.id in (select reservation_id from disbursing_usepart where use_id = one.id);
    if held is distinct from one.amount_minor
       or (open_holds > 0) <> (one.state in ('reported')) then
      raise exception 'use % holds % in % open reservations', one.reference, held, open_holds
        using errcode = 'check_violation', constraint = 'use_holds_until_decided';
    end if;
  end if;
  return null;
end $$;
create constraint trigger disbursing_expenditure_whole
  after insert or update on disbursing_expenditure
  deferrable initially deferred for each row execute function disbursing_use_is_whole();

create function disbursing_slip_pays_once() returns trigger language plpgsql as $$
declare
  body text := coalesce(to_jsonb(new) ->> 'payer_id', to_jsonb(new) ->> 'organisation_id');
  is_taken boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('slip:' || body || ':' || new.bank_ref, 0));
  if tg_table_name = 'disbursing_disbursement' then
    is_taken := exists (select from disbursing_expenditure where organisation_id = body::bigint
      and bank_ref = new.bank_ref and state in ('reported', 'confirmed'));
  else
    is_taken := exists (select from disbursing_disbursement where payer_id = body::bigint
      and bank_ref = new.bank_ref);
  end if;
  if is_taken then
    raise exception 'one slip pays one thing'
      using errcode = 'check_violation', constraint = 'slip_pays_once';
  end if;
  return new;
end $$;
create trigger disbursing_expenditure_slip before insert or update of bank_ref
  on disbursing_expenditure for each row when (new.bank_ref <> '')
  execute function disbursing_slip_pays_once();
create trigger disbursing_disbursement_slip before insert or update of bank_ref
  on disbursing_disbursement for each row when (new.bank_ref <> '')
  execute function disbursing_slip_pays_once();
"""
UNDO = """
drop function disbursing_use_begins() cascade;
drop function disbursing_use_stays() cascade;
drop function disbursing_use_is_whole() cascade;
drop function disbursing_slip_pays_once() cascade;
drop trigger disbursing_expenditure_no_delete on disbursing_expenditure;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0005_destroyed_files"),
        ("cases", "0004_levels_look_at_cases"),
        ("disbursing", "0006_bank_lists"),
        ("ledger", "0023_gifts_are_owed_to_the_log"),
        ("parties", "0013_posts_of_overseers"),
        ("projects", "0011_complaints_judged_by_two_of_their_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("amount_minor", models.BigIntegerField()),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.AddField(
            model_name="expenditure",
            name="bank_ref",
            field=models.CharField(blank=True, help_text="the bank's own number", max_length=60),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="decided_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="in_cash",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="paid_on",
            field=models.DateField(help_text="the day on the bank's slip", null=True),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="reservation",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="ledger.reservation"
            ),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="state",
            field=models.CharField(
                choices=[
                    ("reported", "To be confirmed"),
                    ("confirmed", "Confirmed"),
                    ("refused", "Refused"),
                    ("withdrawn", "Taken back"),
                ],
                default="confirmed",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="expenditure",
            name="state",
            field=models.CharField(
                choices=[
                    ("reported", "To be confirmed"),
                    ("confirmed", "Confirmed"),
                    ("refused", "Refused"),
                    ("withdrawn", "Taken back"),
                ],
                default="reported",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="why",
            field=models.CharField(
                blank=True, help_text="why refused or taken back", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="expenditure",
            name="word",
            field=models.CharField(
                choices=[
                    ("two", "Two people of the organisation"),
                    ("partner", "A partner's report of what two people paid it"),
                    ("before", "One person, before two were asked"),
                ],
                default="before",
                help_text="on whose word it leaves",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(OPEN, SHUT),
        migrations.RunSQL(PARTNERS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="expenditure",
            index=models.Index(
                condition=models.Q(("state", "reported")),
                fields=["organisation", "id"],
                name="use_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["reported", "confirmed", "refused", "withdrawn"])
                ),
                name="use_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("word", "before"),
                    models.Q(("agreement__isnull", False), ("word", "partner")),
                    models.Q(("agreement", None), ("word", "two")),
                    _connector="OR",
                ),
                name="use_on_whose_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(("word", "two"), ("state", "confirmed"), _connector="OR"),
                name="use_of_two_alone_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("word", "two"), _negated=True),
                    ("reservation__isnull", False),
                    _connector="OR",
                ),
                name="use_is_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["reported", "withdrawn"]),
                    models.Q(("decided_by", models.F("reported_by")), _negated=True),
                    _connector="OR",
                ),
                name="use_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("word", "two"), _negated=True),
                    ("state", "reported"),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="use_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), ("word", "two"), _negated=True),
                    models.Q(("bank_ref", ""), _negated=True),
                    ("in_cash", True),
                    _connector="OR",
                ),
                name="use_says_how_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bank_ref", ""), ("paid_on", None)),
                    models.Q(
                        models.Q(("bank_ref", ""), _negated=True),
                        ("in_cash", False),
                        ("paid_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="use_slip_or_cash",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="use_refused_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenditure",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("bank_ref", ""), _negated=True),
                    ("state__in", ["reported", "confirmed"]),
                ),
                fields=("organisation", "bank_ref"),
                name="use_bank_ref_once",
            ),
        ),
        migrations.AddField(
            model_name="usepart",
            name="fund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.fund"
            ),
        ),
        migrations.AddField(
            model_name="usepart",
            name="reservation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.reservation",
            ),
        ),
        migrations.AddField(
            model_name="usepart",
            name="use",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="disbursing.expenditure",
            ),
        ),
        migrations.AddConstraint(
            model_name="usepart",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="use_part_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="usepart",
            constraint=models.UniqueConstraint(fields=("use", "place"), name="use_part_place_once"),
        ),
        migrations.AddConstraint(
            model_name="usepart",
            constraint=models.UniqueConstraint(fields=("use", "fund"), name="use_part_fund_once"),
        ),
        migrations.RunSQL(GUARDS + WHOLE, UNDO),
    ]
