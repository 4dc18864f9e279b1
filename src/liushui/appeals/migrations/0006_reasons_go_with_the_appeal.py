"""Reasons are sealed under the appeal's key, what was looked at loses its words by an erasure."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
create or replace function appeals_refuse_other_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.title = new.summary and new.summary = new.story
    and new.why in (old.why, new.story)
    and (old.appeal_id, old.place, old.cap_minor, old.ends_on, old.proposed_by,
         old.proposed_at, old.published_by, old.published_at)
    is not distinct from (new.appeal_id, new.place, new.cap_minor, new.ends_on,
         new.proposed_by, new.proposed_at, new.published_by, new.published_at) then
    return new;  -- one line stands for all words: who asked was erased
  end if;
  raise exception 'version % of appeal % was published and stays', old.place, old.appeal_id
    using errcode = 'check_violation', constraint = 'appeal_version_stays';
end $$;
create function appeals_refuse_other_check() returns trigger language plpgsql as $$
begin
  if new.words = '应本人要求，细节已删除。'
    and (old.appeal_id, old.step, old.outcome, old.evidence_id, old.looked_on, old."by",
         old.by_shown, old.at)
    is not distinct from (new.appeal_id, new.step, new.outcome, new.evidence_id, new.looked_on,
         new."by", new.by_shown, new.at) then
    return new;  -- its words alone go by an erasure: who looked, when, and what came of it stays
  end if;
  raise exception 'look % at an appeal stays', old.id
    using errcode = 'check_violation', constraint = 'appeal_check_stays';
end $$;
drop trigger appeals_check_append_only on appeals_check;
create trigger appeals_check_stays before update on appeals_check
  for each row execute function appeals_refuse_other_check();
create trigger appeals_check_kept before delete on appeals_check
  for each row execute function base_refuse_change();
"""
BACK = """
drop trigger appeals_check_kept on appeals_check;
drop trigger appeals_check_stays on appeals_check;
drop function appeals_refuse_other_check();
create trigger appeals_check_append_only before update or delete on appeals_check
  for each row execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0005_what_the_bank_paid_all_the_same"),
    ]

    operations = [
        migrations.CreateModel(
            name="Homecoming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("why_sealed", models.BinaryField(null=True)),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                (
                    "rest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="homecomings",
                        to="appeals.rest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="homecoming_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_agreed", True), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="homecoming_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("rest",),
                        name="homecoming_one_waits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("returned", "Returned"),
                            ("refused", "Refused"),
                            ("stopped", "Stopped"),
                            ("ended", "Ended"),
                            ("untrue", "Untrue"),
                            ("unpaid", "Unpaid"),
                            ("given_back", "Given Back"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("clock", "A clock of this site"),
                            ("operator", "Those who run this site"),
                            ("body", "The organisation itself"),
                        ],
                        help_text="who stopped it",
                        max_length=12,
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="appeals.payout",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["appeal", "-id"], name="appeal_reason_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "of__in",
                                [
                                    "returned",
                                    "refused",
                                    "stopped",
                                    "ended",
                                    "untrue",
                                    "unpaid",
                                    "given_back",
                                ],
                            )
                        ),
                        name="appeal_reason_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
