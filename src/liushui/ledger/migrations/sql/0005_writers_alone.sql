-- What writers that do not go through the services, or go at another isolation level, could still
-- do beside one another. AFTER triggers fire in the order of their names: "checks" and "claims"
-- come before "counts".

-- The counts, free runs, seals and orders that a trigger reads under its lock must be those of
-- now. An older snapshot would book into a month just sealed, or let expire what is at the bank.
create function ledger_reads_now() returns trigger language plpgsql as $$
begin
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    perform ledger_refuse('ledger_reads_now', 'the ledger is written at READ COMMITTED: its '
      'triggers must see what others have committed');
  end if;
  return null;
end $$;
create trigger ledger_movement_reads_now before insert on ledger_movement
  for each statement execute function ledger_reads_now();
create trigger ledger_slice_reads_now before insert on ledger_slice
  for each statement execute function ledger_reads_now();
create trigger ledger_reservation_reads_now before insert on ledger_reservation
  for each statement execute function ledger_reads_now();
create trigger ledger_reservationorder_reads_now before insert on ledger_reservationorder
  for each statement execute function ledger_reads_now();
create trigger ledger_reservationend_reads_now before insert on ledger_reservationend
  for each statement execute function ledger_reads_now();
create trigger ledger_seal_reads_now before insert on ledger_seal
  for each statement execute function ledger_reads_now();

create function ledger_movement_checked() returns trigger language plpgsql as $$
begin
  if exists (select from fresh where recorded_at <> now()) then
    perform ledger_refuse('ledger_movement_recorded', 'a movement is recorded when it is booked');
  end if;
  if exists (
    select from (select distinct target_id from fresh where ledger_sink_of(kind) is null
                 and kind not in ('cover', 'reversal', 'correction')) n
    join ledger_fund t on t.id = n.target_id where t.kind = 'sink')
  then
    perform ledger_refuse('ledger_movement_sink',
      'what goes into the sink of its use says so by its kind');
  end if;
  if exists (
    select from fresh n cross join lateral (
      select reverses_id from ledger_movement where id = n.reverses_id offset 0) m
    where n.reverses_id is not null and m.reverses_id is not null)
  then
    perform ledger_refuse('ledger_movement_reverses',
      'a reversal is not reversed: do the thing again');
  end if;
  return null;
end $$;
create trigger ledger_movement_checks after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_checked();

-- Whoever takes units of a fund holds it before its free runs are read.
create function ledger_slice_claimed() returns trigger language plpgsql as $$
begin
  perform from ledger_fund where id in (select fund_id from fresh) order by id for no key update;
  return null;
end $$;
create trigger ledger_slice_claims after insert on ledger_slice
  referencing new table as fresh
  for each statement execute function ledger_slice_claimed();

-- A reservation posts a movement of its own transaction, not one of before.
create function ledger_reservation_posts_its_own() returns trigger language plpgsql as $$
begin
  if exists (select from ledger_movement where id = new.movement_id and recorded_at <> now()) then
    perform ledger_refuse('ledger_reservation_posted',
      'posts its own movement out of its own fund, at most its amount');
  end if;
  return new;
end $$;
create trigger ledger_reservationend_own before insert on ledger_reservationend
  for each row when (new.movement_id is not null)
  execute function ledger_reservation_posts_its_own();

-- Numbers are given by the database alone: one given by hand would stand in a later row's way.
alter table ledger_movement alter column id set generated always;
alter table ledger_reservation alter column id set generated always;
alter table ledger_inbox alter column id set generated always;
alter table ledger_refused alter column id set generated always;
alter table ledger_seal alter column id set generated always;

-- "infinity" is a moment to the database and to nobody else.
alter table ledger_movement add constraint ledger_movement_happened
  check (happened_at >= '1900-01-01 00:00+00' and happened_at < '2200-01-01 00:00+00');
alter table ledger_inbox add constraint ledger_inbox_happened
  check (happened_at >= '1900-01-01 00:00+00' and happened_at < '2200-01-01 00:00+00');
alter table ledger_seal add constraint ledger_seal_month_over
  check (isfinite(month) and month < ledger_month(sealed_at));
