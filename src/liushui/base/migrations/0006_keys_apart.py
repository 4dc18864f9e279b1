from django.db import migrations, models

# Moved is as final as destroyed: the key lives in the database of the keys.
MOVED_TOO = """
create or replace function base_keep_key_destroyed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.destroyed_at is not null or old.moved_at is not null
     or new.vault_id <> old.vault_id then
    raise exception 'a person''s key is destroyed once and for good'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
"""
ONLY_DONE = """
create function base_key_order_done_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.done_at is not null or new.done_at is null
     or (new.id, new.vault_id, new.act, new.asked_at)
        is distinct from (old.id, old.vault_id, old.act, old.asked_at) then
    raise exception 'what is owed to a key stays; it is done once'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger base_keyorder_done_once before update or delete on base_keyorder
  for each row execute function base_key_order_done_once();
create trigger base_keyorder_no_truncate before truncate on base_keyorder
  for each statement execute function base_refuse_change();
"""
# What was destroyed before there were orders: the proof for a restored key store.
KNOWN = """
insert into base_keyorder (vault_id, act, asked_at, done_at)
  select vault_id, 'destroy', destroyed_at, destroyed_at from base_personkey
  where destroyed_at is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0005_destroyed_files")]
    operations = [
        migrations.RemoveConstraint("personkey", "person_key_is_kept_or_destroyed"),
        migrations.AddField("personkey", "locked_at", models.DateTimeField(
            help_text="since then given to nobody", null=True)),
        migrations.AddField("personkey", "moved_at", models.DateTimeField(
            help_text="since then in the keys' own database", null=True)),
        migrations.AddConstraint(
            "personkey",
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed_at=None, moved_at=None)
                | models.Q(wrapped=None, locked_at=None, destroyed_at__isnull=False, moved_at=None)
                | models.Q(wrapped=None, locked_at=None, destroyed_at=None, moved_at__isnull=False),
                name="person_key_is_kept_or_gone",
            ),
        ),
        migrations.CreateModel(
            name="KeyOrder",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vault_id", models.UUIDField()),
                ("act", models.CharField(
                    choices=[("lock", "Lock"), ("unlock", "Unlock"), ("destroy", "Destroy")],
                    max_length=8)),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["id"],
                                 name="key_order_waits"),
                    models.Index(fields=["vault_id", "id"], name="key_order_of"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["lock", "unlock", "destroy"])),
                        name="key_order_act"),
                    models.UniqueConstraint(
                        condition=models.Q(("act", "destroy")), fields=("vault_id",),
                        name="key_order_destroys_once"),
                ],
            },
        ),
        migrations.RunSQL(MOVED_TOO, migrations.RunSQL.noop),
        migrations.RunSQL(ONLY_DONE, migrations.RunSQL.noop),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]  # fmt: skip
