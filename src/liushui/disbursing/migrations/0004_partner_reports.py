"""Each payment opens a report; what it accounts for is never more than what was paid."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = (
    "disbursing_indicator",
    "disbursing_reportissue",
    "disbursing_reportline",
    "disbursing_indicatorvalue",
    "disbursing_reportphoto",
)
FACTS = """
create function disbursing_report_stays() returns trigger language plpgsql as $$
begin
  if (old.disbursement_id, old.agreement_id, old.reporter_id, old.opened_on)
     is distinct from
     (new.disbursement_id, new.agreement_id, new.reporter_id, new.opened_on) then
    raise exception 'a report stays with its payment' using errcode = 'restrict_violation';
  end if;
  if old.state <> new.state and (old.state, new.state) not in (
      ('owed', 'submitted'), ('owed', 'waived'), ('submitted', 'accepted'),
      ('submitted', 'returned'), ('returned', 'submitted'), ('returned', 'waived')) then
    raise exception 'a report does not go from % to %', old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger disbursing_partnerreport_facts before update on disbursing_partnerreport
  for each row execute function disbursing_report_stays();
create trigger disbursing_partnerreport_no_delete before delete on disbursing_partnerreport
  for each row execute function base_refuse_change();
create trigger disbursing_partnerreport_no_truncate before truncate on disbursing_partnerreport
  for each statement execute function base_refuse_change();
"""
# The agreement's row is the lock: of any number of reporters at once each counts what the others
# have told. Only the newest issue of each report counts, since it replaces those before it.
LINES = """
create function disbursing_report_line_holds() returns trigger language plpgsql as $$
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
  select amount_minor into most from disbursing_disbursement where id = report.disbursement_id;
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
    select d.amount_minor, a.source_fund_id into most, out_of from disbursing_disbursement d
      join disbursing_agreement a on a.id = d.agreement_id
      where d.id = new.passed_on_id and d.state in ('paid');
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
create trigger disbursing_reportline_holds after insert on disbursing_reportline
  for each row execute function disbursing_report_line_holds();
"""
UNDO = """
drop function disbursing_report_stays() cascade;
drop function disbursing_report_line_holds() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0005_destroyed_files"),
        ("disbursing", "0003_wishes"),
        ("ledger", "0021_months_of_holders"),
        ("parties", "0010_a_person_is_one_with_another"),
        ("projects", "0003_wish_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=60)),
                ("label_en", models.CharField(blank=True, max_length=120)),
                ("unit", models.CharField(max_length=20)),
                ("unit_en", models.CharField(blank=True, max_length=40)),
                ("target", models.BigIntegerField()),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PartnerReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Owed"),
                            ("submitted", "To be judged"),
                            ("returned", "Sent back"),
                            ("accepted", "Accepted"),
                            ("waived", "Not asked for"),
                        ],
                        default="owed",
                        max_length=10,
                    ),
                ),
                ("opened_on", models.DateField()),
                ("due_on", models.DateField()),
                ("submitted_by", models.CharField(blank=True, max_length=80)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True, help_text="why returned or waived", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("covers_from", models.DateField()),
                ("covers_to", models.DateField()),
                ("body", models.TextField(max_length=4000)),
                ("body_en", models.TextField(blank=True, max_length=8000)),
                (
                    "digest",
                    models.BinaryField(
                        help_text="the same words twice are one issue", max_length=32
                    ),
                ),
                ("submitted_by", models.CharField(max_length=80)),
                ("submitted_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ReportLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ReportPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=120)),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("inside", "Not public"),
                            ("no_faces", "Public: nobody can be recognised in it"),
                            (
                                "agreed",
                                "Public: everyone in it has agreed in writing, and nobody is a child",
                            ),
                        ],
                        default="inside",
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="agreement",
            name="report_days",
            field=models.PositiveSmallIntegerField(
                db_default=90,
                default=90,
                help_text="days from a payment to the report that it opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("report_days__gte", 1), ("report_days__lte", 366)),
                name="report_days_in_a_year",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="disbursing.agreement",
            ),
        ),
        migrations.AddField(
            model_name="indicatorvalue",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="disbursing.indicator",
            ),
        ),
        migrations.AddField(
            model_name="partnerreport",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="disbursing.agreement",
            ),
        ),
        migrations.AddField(
            model_name="partnerreport",
            name="disbursement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report",
                to="disbursing.disbursement",
            ),
        ),
        migrations.AddField(
            model_name="partnerreport",
            name="reporter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.AddField(
            model_name="reportissue",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issues",
                to="disbursing.partnerreport",
            ),
        ),
        migrations.AddField(
            model_name="indicatorvalue",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="disbursing.reportissue",
            ),
        ),
        migrations.AddField(
            model_name="reportline",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="disbursing.reportissue",
            ),
        ),
        migrations.AddField(
            model_name="reportline",
            name="passed_on",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_lines",
                to="disbursing.disbursement",
            ),
        ),
        migrations.AddField(
            model_name="reportline",
            name="use",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_lines",
                to="disbursing.expenditure",
            ),
        ),
        migrations.AddField(
            model_name="reportphoto",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_photos",
                to="base.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="reportphoto",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="disbursing.reportissue",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gt", 0)), name="indicator_target_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("label", ""), _negated=True), models.Q(("unit", ""), _negated=True)
                ),
                name="indicator_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                fields=("agreement", "position"), name="indicator_place_once"
            ),
        ),
        migrations.AddIndex(
            model_name="partnerreport",
            index=models.Index(fields=["reporter", "state", "due_on"], name="report_owed_by"),
        ),
        migrations.AddIndex(
            model_name="partnerreport",
            index=models.Index(fields=["agreement", "id"], name="report_of_agreement"),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "submitted", "returned", "accepted", "waived"])
                ),
                name="report_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("opened_on"))),
                name="report_due_after_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "waived"]),
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
                    ("state__in", ["owed", "submitted"]),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="report_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", ""),
                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="report_judged_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["returned", "waived"]), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="report_judged_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportissue",
            constraint=models.UniqueConstraint(
                fields=("report", "number"), name="issue_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportissue",
            constraint=models.CheckConstraint(
                condition=models.Q(("covers_to__gte", models.F("covers_from"))),
                name="issue_covers_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportissue",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", ""), _negated=True), name="issue_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="indicator_value_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorvalue",
            constraint=models.UniqueConstraint(
                fields=("issue", "indicator"), name="indicator_value_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="report_line_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed_on__isnull", False), ("use", None)),
                    models.Q(("passed_on", None), ("use__isnull", False)),
                    _connector="OR",
                ),
                name="report_line_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("passed_on", None)),
                fields=("issue", "use"),
                name="report_line_use_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("use", None)),
                fields=("issue", "passed_on"),
                name="report_line_payment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent__in", ["inside", "no_faces", "agreed"])),
                name="photo_consent_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportphoto",
            constraint=models.UniqueConstraint(fields=("issue", "file"), name="report_photo_once"),
        ),
        *(migrations.RunSQL(GUARD.format(table=one), migrations.RunSQL.noop) for one in TABLES),
        migrations.RunSQL(FACTS + LINES, UNDO),
    ]
