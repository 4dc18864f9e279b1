import django.db.models.deletion
from django.db import migrations, models

# A paper changes when its bytes come to it, or when it is to be drawn anew: then at a new moment.
GUARD = """
drop trigger documents_document_only_redrawn on documents_document;
create trigger documents_document_only_redrawn before update on documents_document
  for each row when (
    (old.id, old.number, old.key, old.issued_at)
      is distinct from (new.id, new.number, new.key, new.issued_at)
    or not (
      (new.redrawn_at is not null and new.redrawn_at is distinct from old.redrawn_at)
      or (old.file_id is null and new.file_id is not null
        and (old.facts, old.digest, old.redrawn_at)
          is not distinct from (new.facts, new.digest, new.redrawn_at))
    )
  ) execute function base_refuse_change();
"""
UNGUARD = """
drop trigger documents_document_only_redrawn on documents_document;
create trigger documents_document_only_redrawn before update on documents_document
  for each row when (
    (old.id, old.number, old.key, old.issued_at)
      is distinct from (new.id, new.number, new.key, new.issued_at)
    or new.redrawn_at is null
    or new.redrawn_at is not distinct from old.redrawn_at
  ) execute function base_refuse_change();
"""
APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
# A number is used once: by a paper, or by being spoiled.
ONCE = """
create function documents_number_once() returns trigger language plpgsql as $$
begin
  if (tg_table_name = 'documents_document'
      and exists (select from documents_spoilednumber s where s.number = new.number))
    or (tg_table_name = 'documents_spoilednumber'
      and exists (select from documents_document d where d.number = new.number))
  then
    raise exception using errcode = 'unique_violation', constraint = 'number_once',
      message = 'a number is used once, by a paper or by being spoiled';
  end if;
  return new;
end $$;
create trigger documents_document_number_once before insert on documents_document
  for each row execute function documents_number_once();
create trigger documents_spoilednumber_number_once before insert on documents_spoilednumber
  for each row execute function documents_number_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0002_append_only"),
        ("documents", "0003_redrawn_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpoiledNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("why", models.CharField(max_length=300)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="spoiled_says_why"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reversal",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("why", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="document",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="base.storedfile",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("file", None)), fields=["id"], name="document_undrawn"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        *(
            migrations.RunSQL(APPEND_ONLY.format(table=table), migrations.RunSQL.noop)
            for table in ("documents_reversal", "documents_spoilednumber")
        ),
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
    ]
