-- What a holder's books said when a month was closed (L33): bytes, their digest and the seal that
-- closed the month. Kept beside the movements from which they can be made again.

alter table ledger_seal add constraint ledger_seal_holder unique (id, holder_id);

create table ledger_report (
  id bigint generated always as identity primary key,
  holder_id bigint not null references ledger_holder,
  month date not null constraint ledger_report_month check (extract(day from month) = 1),
  seal_id bigint not null,
  content bytea not null,
  digest bytea not null,
  recorded_at timestamptz not null default now(),
  constraint ledger_report_once unique (holder_id, month),
  constraint ledger_report_digest check (digest = sha256(content)),
  constraint ledger_report_seal foreign key (seal_id, holder_id)
    references ledger_seal (id, holder_id)
);
create index ledger_report_of_seal on ledger_report (seal_id);

-- A month is closed by the first seal at or behind it.
create function ledger_report_inserting() returns trigger language plpgsql as $$
begin
  if new.seal_id is distinct from (
    select id from ledger_seal where holder_id = new.holder_id and month >= new.month
    order by month limit 1)
  then
    perform ledger_refuse('ledger_report_sealed', 'a report is of a month that its seal closed');
  end if;
  return new;
end $$;
create trigger ledger_report_sealed before insert on ledger_report
  for each row execute function ledger_report_inserting();

create function ledger_seal_reported() returns trigger language plpgsql as $$
begin
  if not exists (
    select from ledger_report where holder_id = new.holder_id and month = new.month)
  then
    perform ledger_refuse('ledger_seal_reported', 'who closes a month says what it held');
  end if;
  return null;
end $$;
create constraint trigger ledger_seal_reported after insert on ledger_seal
  deferrable initially deferred for each row execute function ledger_seal_reported();

create trigger ledger_report_append_only before update or delete on ledger_report
  for each row execute function base_refuse_change();
create trigger ledger_report_no_truncate before truncate on ledger_report
  for each statement execute function base_refuse_change();
