"""Wishes that a project offers: once offered, only withdrawn, never rewritten or removed."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create function projects_offer_stays() returns trigger language plpgsql as $$
begin
  if old.withdrawn_at is not null
    or (old.id, old.project_id, old.kind, old.code, old.label, old.label_en, old.offered_by,
        old.offered_at) is distinct from
       (new.id, new.project_id, new.kind, new.code, new.label, new.label_en, new.offered_by,
        new.offered_at)
  then
    raise exception 'what was offered stays: withdraw it and offer another'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger projects_wishoffer_stays before update on projects_wishoffer
  for each row execute function projects_offer_stays();
create trigger projects_wishoffer_no_delete before delete on projects_wishoffer
  for each row execute function base_refuse_change();
create trigger projects_wishoffer_no_truncate before truncate on projects_wishoffer
  for each statement execute function base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="WishOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("case", "A case of the giver's choice"),
                            ("disease", "A disease"),
                            ("region", "A region"),
                            ("item", "A budget line"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("label_en", models.CharField(blank=True, max_length=120)),
                ("offered_by", models.CharField(max_length=80)),
                ("offered_at", models.DateTimeField()),
                ("withdrawn_by", models.CharField(blank=True, max_length=80)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wish_offers",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), ("kind", "case"), ("label", "")),
                            models.Q(("code__regex", "^[A-Z][0-9][0-9A-Z]$"), ("kind", "disease")),
                            models.Q(("code__regex", "^[1-9][0-9]{0,17}$"), ("kind", "item")),
                            models.Q(
                                ("code__regex", "^[0-9]{2}([0-9]{2}){0,2}$"), ("kind", "region")
                            ),
                            _connector="OR",
                        ),
                        name="wish_offer_code_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "case"),
                            models.Q(("label", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="wish_offer_has_label",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wish_offer_withdrawn_by_someone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("project", "kind", "code"),
                        name="wish_offer_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, "drop function projects_offer_stays() cascade"),
    ]
