from django.db import migrations

# A dump is brought back without a search path: what a constraint asks names where it lies. As it
# was, no row of gifts came back.
NAMED = """
create or replace function ledger_is_wish_set(wishes text[]) returns boolean
  language sql immutable parallel safe as $$
  select cardinality(wishes) > 0 and public.ledger_is_traits(wishes)
    and count(distinct split_part(w, ':', 1)) = count(*)
    and array_agg(w order by w collate "C") = wishes from unnest(wishes) w $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0024_money_is_owed_to_the_log")]
    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
