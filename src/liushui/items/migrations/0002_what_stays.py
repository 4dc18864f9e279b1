from django.db import migrations

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = ("items_act", "items_flowerrule", "items_flowergiven")

# The parts of an open gallery's stock sum to its cap, whoever writes them.
CAP = """
create function items_stock_is_the_cap() returns trigger language plpgsql as $$
declare
  asked bigint := case tg_table_name when 'items_gallery'
    then (to_jsonb(new) ->> 'id')::bigint
    else coalesce(to_jsonb(new) ->> 'gallery_id', to_jsonb(old) ->> 'gallery_id')::bigint end;
begin
  if exists (select from items_gallery g where g.id = asked and g.state <> 'draft'
    and g.cap <> (select coalesce(sum(s.room), 0) from items_stock s where s.gallery_id = g.id))
  then
    raise exception 'the parts of a gallery''s stock sum to its cap'
      using errcode = 'check_violation', constraint = 'items_stock_is_the_cap';
  end if;
  return null;
end $$;
create constraint trigger items_stock_is_the_cap
  after insert or delete or update of room, gallery_id on items_stock
  deferrable initially deferred for each row execute function items_stock_is_the_cap();
create constraint trigger items_stock_is_the_cap after insert or update of state on items_gallery
  deferrable initially deferred for each row execute function items_stock_is_the_cap();

create function items_gallery_stays() returns trigger language plpgsql as $$
begin
  raise exception 'price, cap and where late money goes stay as they were when the gallery opened'
    using errcode = 'check_violation', constraint = 'items_gallery_stays';
end $$;
create trigger items_gallery_stays before update on items_gallery for each row
  when (old.state <> 'draft' and (old.price_minor, old.cap, old.project_id, old.late,
    old.surplus_id, old.code) is distinct from
    (new.price_minor, new.cap, new.project_id, new.late, new.surplus_id, new.code))
  execute function items_gallery_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("items", "0001_initial"), ("base", "0002_append_only")]
    operations = [
        *(migrations.RunSQL(GUARD.format(table=table), migrations.RunSQL.noop) for table in TABLES),
        migrations.RunSQL(CAP, migrations.RunSQL.noop),
    ]
