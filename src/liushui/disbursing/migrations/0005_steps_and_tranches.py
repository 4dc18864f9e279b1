"""Steps of approval, tranches, applications, and what a bank sends back: the database holds them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = ("disbursing_approval", "disbursing_tranche", "disbursing_paymentreturn")
# A further way (paid, returned); what was drafted now has steps, a tranche and a budget line too.
FACTS = """
create or replace function disbursing_facts_stay() returns trigger language plpgsql as $$
begin
  if (old.reference, old.agreement_id, old.payer_id, old.amount_minor, old.purpose,
      old.drafted_by, old.drafted_at, old.steps, old.tranche_id, old.budget_line_id)
     is distinct from
     (new.reference, new.agreement_id, new.payer_id, new.amount_minor, new.purpose,
      new.drafted_by, new.drafted_at, new.steps, new.tranche_id, new.budget_line_id) then
    raise exception 'what was drafted stays: cancel it and draft another'
      using errcode = 'restrict_violation';
  end if;
  if old.state <> new.state and (old.state, new.state) not in (
      ('drafted', 'approved'), ('drafted', 'cancelled'), ('approved', 'ordered'),
      ('approved', 'cancelled'), ('ordered', 'paid'), ('ordered', 'cancelled'),
      ('paid', 'returned')) then
    raise exception 'a disbursement does not go from % to %', old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
"""
# Every step was taken, each by another person and none by the one who drafted.
STEPS = """
create function disbursing_approval_holds() returns trigger language plpgsql as $$
declare
  payment disbursing_disbursement;
begin
  select * into payment from disbursing_disbursement
    where id = new.disbursement_id for no key update;
  if payment.drafted_by = new."by" then
    raise exception 'whoever drafted a payment does not approve it'
      using errcode = 'check_violation', constraint = 'approval_two_people';
  end if;
  if payment.state <> 'drafted' or payment.steps[new.step] is distinct from new."right"
     or new.step <> 1 + (select count(*) from disbursing_approval
                         where disbursement_id = new.disbursement_id) then
    raise exception 'step % by % is not the next one', new.step, new."right"
      using errcode = 'check_violation', constraint = 'approval_is_the_next_step';
  end if;
  return new;
end $$;
create trigger disbursing_approval_next before insert on disbursing_approval
  for each row execute function disbursing_approval_holds();

create function disbursing_steps_taken() returns trigger language plpgsql as $$
begin
  if (select count(*) from disbursing_approval where disbursement_id = new.id)
     <> cardinality(new.steps) then
    raise exception 'not every step of approval was taken'
      using errcode = 'check_violation', constraint = 'disbursement_every_step_taken';
  end if;
  return new;
end $$;
create trigger disbursing_disbursement_steps before update on disbursing_disbursement
  for each row when (old.state in ('drafted') and new.state in ('approved'))
  execute function disbursing_steps_taken();
"""
# What the bank sent back frees the ceiling again, and never exceeds what it paid.
RETURNS = """
create or replace function disbursing_ceiling_holds() returns trigger language plpgsql as $$
declare
  ceiling bigint;
  promised numeric;
begin
  select ceiling_minor into ceiling from disbursing_agreement
    where id = new.agreement_id for no key update;
  select coalesce(sum(d.amount_minor - coalesce(r.back, 0)), 0) into promised
    from disbursing_disbursement d left join lateral (
      select sum(amount_minor) as back from disbursing_paymentreturn
      where disbursement_id = d.id) r on true
    where d.agreement_id = new.agreement_id and d.state <> 'cancelled';
  if promised > ceiling then
    raise exception 'disbursements of % exceed the ceiling of %', promised, ceiling
      using errcode = 'check_violation', constraint = 'agreement_ceiling';
  end if;
  return null;
end $$;
create function disbursing_return_holds() returns trigger language plpgsql as $$
declare
  payment disbursing_disbursement;
begin
  select * into payment from disbursing_disbursement
    where id = new.disbursement_id for no key update;
  if payment.state not in ('paid', 'returned') or payment.payer_id <> new.payer_id
     or payment.amount_minor < (select sum(amount_minor) from disbursing_paymentreturn
                                where disbursement_id = new.disbursement_id) then
    raise exception 'more comes back than was paid'
      using errcode = 'check_violation', constraint = 'return_within_payment';
  end if;
  return null;
end $$;
create trigger disbursing_paymentreturn_holds after insert on disbursing_paymentreturn
  for each row execute function disbursing_return_holds();

create or replace function disbursing_report_line_holds() returns trigger language plpgsql as $$
declare
  report disbursing_partnerreport;
  purse bigint;
  out_of bigint;
  most bigint;
  told numeric;
begin
  select r.* into report from disbursing_reportissue i
    join disbursing_partnerreport r on r.id = i.report_id where i.id = new.issue_id;
  select fund_id into purse from disbursing_agreement
    where id = report.agreement_id for no key update;
  select amount_minor - coalesce((select sum(amount_minor) from disbursing_paymentreturn
                                  where disbursement_id = report.disbursement_id), 0)
    into most from disbursing_disbursement where id = report.disbursement_id;
  select coalesce(sum(amount_minor), 0) into told from disbursing_reportline
    where issue_id = new.issue_id;
  if told > most then
    raise exception 'a report of % exceeds the payment of %', told, most
      using errcode = 'check_violation', constraint = 'report_within_payment';
  end if;
  if new.use_id is not null then
    select amount_minor, fund_id into most, out_of from disbursing_expenditure
      where id = new.use_id;
  else
    select d.amount_minor - coalesce((select sum(amount_minor) from disbursing_paymentreturn
                                      where disbursement_id = d.id), 0), a.source_fund_id
      into most, out_of from disbursing_disbursement d
      join disbursing_agreement a on a.id = d.agreement_id
      where d.id = new.passed_on_id and d.state in ('paid', 'returned');
  end if;
  if out_of is distinct from purse then
    raise exception 'this was not paid out of what the agreement brought'
      using errcode = 'check_violation', constraint = 'report_line_of_this_purse';
  end if;
  select coalesce(sum(l.amount_minor), 0) into told from disbursing_reportline l
    join disbursing_reportissue i on i.id = l.issue_id
    where (l.use_id = new.use_id or l.passed_on_id = new.passed_on_id)
      and i.number = (select max(n.number) from disbursing_reportissue n
                      where n.report_id = i.report_id);
  if told > most then
    raise exception 'reports of % exceed the % that went out', told, most
      using errcode = 'check_violation', constraint = 'report_line_within_its_amount';
  end if;
  return null;
end $$;
"""
# An agreement with tranches is paid by them; one opens when those before it are paid and judged.
TRANCHES = """
create function disbursing_tranche_holds() returns trigger language plpgsql as $$
declare
  place int;
  most bigint;
begin
  if new.tranche_id is null then
    if exists (select from disbursing_tranche where agreement_id = new.agreement_id) then
      raise exception 'a payment under this agreement names its tranche'
        using errcode = 'check_violation', constraint = 'disbursement_names_its_tranche';
    end if;
    return null;
  end if;
  select position, amount_minor into place, most from disbursing_tranche
    where id = new.tranche_id and agreement_id = new.agreement_id;
  if place is null then
    raise exception 'the tranche belongs to another agreement'
      using errcode = 'check_violation', constraint = 'disbursement_names_its_tranche';
  end if;
  if most < (select sum(d.amount_minor - coalesce(r.back, 0)) from disbursing_disbursement d
             left join lateral (select sum(amount_minor) as back from disbursing_paymentreturn
                                where disbursement_id = d.id) r on true
             where d.tranche_id = new.tranche_id and d.state <> 'cancelled') then
    raise exception 'more than the tranche'
      using errcode = 'check_violation', constraint = 'disbursement_within_its_tranche';
  end if;
  if exists (select from disbursing_tranche t
             where t.agreement_id = new.agreement_id and t.position < place
               and not exists (select from disbursing_disbursement d
                               where d.tranche_id = t.id and d.state in ('paid')))
     or exists (select from disbursing_disbursement d
                join disbursing_tranche t on t.id = d.tranche_id
                left join disbursing_partnerreport r on r.disbursement_id = d.id
                where t.agreement_id = new.agreement_id and t.position < place
                  and (d.state in ('drafted', 'approved', 'ordered')
                       or d.state in ('paid') and coalesce(r.state, '') not in ('accepted', 'waived')))
  then
    raise exception 'the tranche has not opened: reports before it are not judged'
      using errcode = 'check_violation', constraint = 'tranche_waits_for_reports';
  end if;
  return null;
end $$;
create trigger disbursing_disbursement_tranche after insert on disbursing_disbursement
  for each row execute function disbursing_tranche_holds();
"""
UNDO = """
drop function disbursing_approval_holds() cascade;
drop function disbursing_steps_taken() cascade;
drop function disbursing_return_holds() cascade;
drop function disbursing_tranche_holds() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0005_destroyed_files"),
        ("disbursing", "0004_partner_reports"),
        ("ledger", "0021_months_of_holders"),
        ("parties", "0011_partners_under_an_agreement"),
        ("projects", "0003_wish_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.PositiveSmallIntegerField()),
                ("right", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["step"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True, help_text="a place's code; empty: any", max_length=12
                    ),
                ),
                ("from_minor", models.BigIntegerField()),
                (
                    "steps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        help_text="rights, the first step first",
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("holds", "Holds"),
                            ("replaced", "Replaced"),
                            ("declined", "Declined"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("agreed_by", models.CharField(max_length=80, null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PaymentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="the payment's, once drafted", max_length=22, unique=True
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=200)),
                ("purpose_en", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("drafted", "Drafted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="PaymentReturn",
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
                ("recorded_by", models.CharField(max_length=80)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tranche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "condition",
                    models.CharField(
                        blank=True, help_text="what was agreed besides", max_length=200
                    ),
                ),
                ("condition_en", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="disbursement",
            name="disbursement_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="disbursement",
            name="disbursement_paid_by_a_bank",
        ),
        migrations.AddField(
            model_name="disbursement",
            name="awaits",
            field=models.CharField(
                blank=True,
                db_default="money.approve",
                help_text="while drafted, the right that the next step needs",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="disbursement",
            name="budget_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disbursements",
                to="projects.budgetline",
            ),
        ),
        migrations.AddField(
            model_name="disbursement",
            name="steps",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                db_default=models.Value("{money.approve}"),
                help_text="the rights that must agree, one after the other",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="disbursement",
            name="state",
            field=models.CharField(
                choices=[
                    ("drafted", "Awaiting approval"),
                    ("approved", "Approved"),
                    ("ordered", "At the bank"),
                    ("paid", "Paid"),
                    ("cancelled", "Cancelled"),
                    ("returned", "Sent back by the bank"),
                ],
                default="drafted",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="disbursement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="disbursing.disbursement",
            ),
        ),
        migrations.AddField(
            model_name="approvalrule",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approval_rules",
                to="parties.organisation",
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="disbursing.agreement",
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="budget_line",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="projects.budgetline"
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="paper",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="base.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="paymentreturn",
            name="disbursement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="disbursing.disbursement",
            ),
        ),
        migrations.AddField(
            model_name="paymentreturn",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.AddField(
            model_name="tranche",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tranches",
                to="disbursing.agreement",
            ),
        ),
        migrations.AddField(
            model_name="disbursement",
            name="tranche",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disbursements",
                to="disbursing.tranche",
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["drafted", "approved", "ordered", "paid", "cancelled", "returned"],
                    )
                ),
                name="disbursement_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["paid", "returned"]), _negated=True),
                    models.Q(("paid_at__isnull", False), models.Q(("bank_ref", ""), _negated=True)),
                    _connector="OR",
                ),
                name="disbursement_paid_by_a_bank",
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(("steps__len__gte", 1), ("steps__len__lte", 5)),
                name="disbursement_has_steps",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__gte", 1)), name="approval_step_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=("disbursement", "step"), name="approval_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=("disbursement", "by"), name="approval_by_different_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "holds", "replaced", "declined"])),
                name="approval_rule_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_minor__gte", 0)), name="approval_rule_from_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("region__regex", "^[0-9]*$")),
                name="approval_rule_region_is_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("steps__len__gte", 1), ("steps__len__lte", 5)),
                name="approval_rule_has_steps",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None),
                    models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="approval_rule_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "holds"), _negated=True),
                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="approval_rule_agreed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "holds")),
                fields=("organisation", "region", "from_minor"),
                name="approval_rule_holds_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("organisation", "region", "from_minor"),
                name="approval_rule_proposed_once",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentrequest",
            index=models.Index(fields=["agreement", "state", "id"], name="request_waiting"),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="request_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "drafted", "declined", "withdrawn"])),
                name="request_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="request_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="request_declined_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["drafted", "declined"]), _negated=True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="request_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="return_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bank_ref", ""), _negated=True), models.Q(("why", ""), _negated=True)
                ),
                name="return_has_slip_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreturn",
            constraint=models.UniqueConstraint(
                fields=("payer", "bank_ref"), name="return_slip_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tranche",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="tranche_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="tranche",
            constraint=models.UniqueConstraint(
                fields=("agreement", "position"), name="tranche_place_once"
            ),
        ),
        *(migrations.RunSQL(GUARD.format(table=one), migrations.RunSQL.noop) for one in TABLES),
        migrations.RunSQL(FACTS + STEPS + RETURNS + TRANCHES, UNDO),
    ]
