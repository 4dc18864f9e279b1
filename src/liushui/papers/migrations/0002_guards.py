from django.db import migrations

APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = ("papers_giftpaper", "papers_fiscalreceipt", "papers_fiscalreversal")
# A paper of one kind holds at a time: the next one stands where the one before was reversed.
ONE_AT_A_TIME = """
create function papers_one_at_a_time() returns trigger language plpgsql as $$
begin
  if new.version > 1 and not exists (
    select from papers_giftpaper p
    join documents_reversal r on r.document_id = p.document_id
    where p.order_id = new.order_id and p.kind = new.kind and p.version = new.version - 1)
  then
    raise exception using errcode = 'restrict_violation', constraint = 'gift_paper_one_at_a_time',
      message = 'a paper is made anew where the one before it was reversed';
  end if;
  return new;
end $$;
create trigger papers_giftpaper_one_at_a_time before insert on papers_giftpaper
  for each row execute function papers_one_at_a_time();
"""
# A gift is owed its papers by the statement that settles it; nobody has to remember.
OWED = """
create function papers_owe() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into papers_paperowed (order_id, is_brought)
    select n.id, n.channel = 'sheet' from new_rows n
    join projects_project p on p.id = n.project_id and p.lane = 'charity'
    where n.state in ('paid')
    on conflict (order_id) do nothing;
  else
    insert into papers_paperowed (order_id, is_brought)
    select n.id, n.channel = 'sheet' from new_rows n
    join old_rows o on o.id = n.id and o.state <> 'paid'
    join projects_project p on p.id = n.project_id and p.lane = 'charity'
    where n.state in ('paid')
    on conflict (order_id) do nothing;
  end if;
  return null;
end $$;
create trigger giving_giftorder_owes_papers after insert on giving_giftorder
  referencing new table as new_rows for each statement execute function papers_owe();
create trigger giving_giftorder_settled_owes_papers after update on giving_giftorder
  referencing new table as new_rows old table as old_rows
  for each statement execute function papers_owe();
"""
UNOWED = """
drop trigger giving_giftorder_owes_papers on giving_giftorder;
drop trigger giving_giftorder_settled_owes_papers on giving_giftorder;
drop function papers_owe();
"""
# Gifts that were settled before there were papers.
BEFORE = """
insert into papers_paperowed (order_id, is_brought)
select o.id, o.channel = 'sheet' from giving_giftorder o
join projects_project p on p.id = o.project_id and p.lane = 'charity'
where o.state in ('paid')
on conflict (order_id) do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0002_append_only"),
        ("documents", "0004_papers_are_numbered_before_they_are_drawn"),
        ("giving", "0020_a_paper_counts_by_two_people"),
        ("papers", "0001_the_three_papers_of_a_gift"),
        ("projects", "0009_lanes"),
    ]
    operations = [
        *(
            migrations.RunSQL(APPEND_ONLY.format(table=table), migrations.RunSQL.noop)
            for table in TABLES
        ),
        migrations.RunSQL(ONE_AT_A_TIME, migrations.RunSQL.noop),
        migrations.RunSQL(OWED, UNOWED),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
