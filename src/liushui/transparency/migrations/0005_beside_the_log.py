"""What stands beside the log: counts by kind, witnesses' lines, receipts of third parties."""

import django.db.models.deletion
from django.db import migrations, models

# Anybody may ask where a leaf of a given hash stands.
BY_HASH = "create index log_entry_by_hash on transparency_entry using hash (hash)"
FOR_GOOD = """
create trigger transparency_anchor_append_only before update or delete on transparency_anchor
  for each row execute function base_refuse_change();
create trigger transparency_anchor_no_truncate before truncate on transparency_anchor
  for each statement execute function base_refuse_change();
"""
# A witness's line gives way only to a later one of the same witness under the same head.
LATER = """
create function transparency_cosigned_later() returns trigger language plpgsql as $$
begin
  if (new.head_id, new.witness) <> (old.head_id, old.witness) or new.at < old.at then
    raise exception 'a witness signs later, never earlier' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger transparency_cosignature_later before update on transparency_cosignature
  for each row execute function transparency_cosigned_later();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("transparency", "0004_certificates_are_owed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Witness",
            fields=[
                ("name", models.CharField(max_length=127, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                (
                    "answer",
                    models.CharField(help_text="a code; ok, or what was wrong", max_length=40),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="KindCount",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("upto", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict, help_text="how many, by kind")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one", True)), name="log_kinds_are_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Anchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=32)),
                ("path", models.CharField(max_length=200)),
                ("digest", models.CharField(help_text="SHA-256 of the receipt", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchors",
                        to="transparency.head",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("head", "service"), name="log_anchored_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=127)),
                ("line", models.TextField()),
                ("at", models.DateTimeField(help_text="when the witness says that it signed")),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="transparency.head",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("head", "witness"), name="log_cosigned_once")
                ],
            },
        ),
        migrations.RunSQL(BY_HASH, "drop index log_entry_by_hash"),
        migrations.RunSQL(FOR_GOOD, migrations.RunSQL.noop),
        migrations.RunSQL(LATER, "drop function transparency_cosigned_later cascade"),
    ]
