import django.db.models.functions.datetime
from django.db import migrations, models

# A destroyed key must not come back, and no key may change its person or be deleted.
GUARD = """
create function base_keep_key_destroyed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.destroyed_at is not null or new.vault_id <> old.vault_id then
    raise exception 'a person''s key is destroyed once and for good'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger base_personkey_destroyed_for_good before update or delete on base_personkey
  for each row execute function base_keep_key_destroyed();
create trigger base_personkey_no_truncate before truncate on base_personkey
  for each statement execute function base_refuse_change();
"""
UNGUARD = """
drop trigger base_personkey_no_truncate on base_personkey;
drop trigger base_personkey_destroyed_for_good on base_personkey;
drop function base_keep_key_destroyed();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("vault_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField(null=True)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", False), ("wrapped", None)),
                            models.Q(("destroyed_at", None), ("wrapped__isnull", False)),
                            _connector="OR",
                        ),
                        name="person_key_is_kept_or_destroyed",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
