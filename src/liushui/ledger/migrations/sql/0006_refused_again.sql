-- What is refused again after a person settled it stands before a person again. Once it is there,
-- however often it is repeated, no second row is needed.
alter table ledger_refused drop constraint ledger_refused_once;
create index ledger_refused_offer on ledger_refused (key, digest);

create function ledger_awaits_a_person(offered text, its_digest bytea) returns boolean
  language sql stable as $$
  select exists (select from ledger_refused r where r.key = offered and r.digest = its_digest
    and not exists (select from ledger_refusedsettlement s where s.refused_id = r.id))
$$;

create or replace function ledger_inbox_emptied() returns trigger language plpgsql as $$
begin
  if exists (
    select from gone g
    where (select digest from ledger_movement where key = g.key) is distinct from g.digest
      and not ledger_awaits_a_person(g.key, g.digest))
  then
    perform ledger_refuse('ledger_inbox_answered', 'an accepted gift is booked or refused');
  end if;
  return null;
end $$;

alter table ledger_inbox add constraint ledger_inbox_keyed check (key <> '');
