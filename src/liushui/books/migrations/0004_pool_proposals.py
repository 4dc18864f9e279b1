"""Terms of matching pools that wait for a second person; what was proposed stays."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create trigger books_poolproposal_content before update on books_poolproposal
  for each row when (
    (old.organisation_id, old.pool_id, old.content, old.why, old.proposed_by, old.proposed_at)
    is distinct from
    (new.organisation_id, new.pool_id, new.content, new.why, new.proposed_by, new.proposed_at)
    or old.state <> 'proposed'
  ) execute function base_refuse_change();
create trigger books_poolproposal_kept before delete on books_poolproposal
  for each row execute function base_refuse_change();
create trigger books_poolproposal_no_truncate before truncate on books_poolproposal
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0003_more_kinds_of_instructions"),
        ("ledger", "0011_matching"),
        ("parties", "0010_a_person_is_one_with_another"),
    ]

    operations = [
        migrations.CreateModel(
            name="PoolProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.JSONField()),
                ("why", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for a second person"),
                            ("done", "Carried out"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.matchingpool",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pool", "-id"], name="pool_proposals")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "done", "declined", "withdrawn"])
                        ),
                        name="pool_proposal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="pool_proposal_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "declined"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pool_proposal_two_people",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
