-- Two sums kept beside the journal, both derivable from it and recomputed by "ledger check": what
-- moved between two funds in a month, and what a fund's counts were at any second.

-- All of one kind that moved from one fund (none: from outside) to another, booked in one month.
-- Its movements lie between first_id and last_id, and in the target's line in [first_lo, last_hi).
create table ledger_flow (
  id bigint generated always as identity primary key,
  target_id bigint not null references ledger_fund,
  source_id bigint references ledger_fund,
  kind varchar(20) not null,
  booked date not null,
  amount bigint not null,
  count bigint not null,
  first_id bigint not null,
  last_id bigint not null,
  first_lo bigint not null,
  last_hi bigint not null,
  constraint ledger_flow_once unique nulls not distinct (target_id, booked, source_id, kind),
  constraint ledger_flow_sums check (amount > 0 and count > 0 and amount >= count
    and first_id <= last_id and 0 <= first_lo and last_hi - first_lo >= amount)
) with (fillfactor = 70);
create index ledger_flow_out on ledger_flow (source_id, booked) where source_id is not null;

-- A fund's counts after all that was booked in the second that begins at "at", by the clock of the
-- moment at which the fund was held. Seconds of one fund never step back.
create table ledger_mark (
  fund_id bigint not null references ledger_fund,
  at timestamptz(0) not null,
  tip bigint not null,
  taken bigint not null,
  reserved bigint not null,
  primary key (fund_id, at),
  constraint ledger_mark_counts check (0 <= tip and 0 <= taken and 0 <= reserved)
) with (fillfactor = 70);

create function ledger_movement_summed() returns trigger language plpgsql as $$
begin
  insert into ledger_flow as w (target_id, source_id, kind, booked, amount, count,
      first_id, last_id, first_lo, last_hi)
    select target_id, source_id, kind, booked, sum(amount), count(*),
      min(id), max(id), min(lo), max(hi)
    from fresh group by target_id, source_id, kind, booked
    order by target_id, booked, source_id, kind
  on conflict (target_id, booked, source_id, kind) do update set
    amount = w.amount + excluded.amount, count = w.count + excluded.count,
    first_id = least(w.first_id, excluded.first_id), last_id = greatest(w.last_id, excluded.last_id),
    first_lo = least(w.first_lo, excluded.first_lo), last_hi = greatest(w.last_hi, excluded.last_hi);
  return null;
end $$;
-- After "counts", which holds each target: two writers never sum into one row at once.
create trigger ledger_movement_flows after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_summed();

create function ledger_fund_marked() returns trigger language plpgsql as $$
begin
  insert into ledger_mark as m (fund_id, at, tip, taken, reserved)
    select f.id, greatest(date_trunc('second', clock_timestamp()),
        (select k.at from ledger_mark k where k.fund_id = f.id order by k.at desc limit 1)),
      f.tip, f.taken, f.reserved
    from fresh f order by f.id
  on conflict (fund_id, at) do update
    set tip = excluded.tip, taken = excluded.taken, reserved = excluded.reserved;
  return null;
end $$;
create trigger ledger_fund_marks after update on ledger_fund
  referencing new table as fresh
  for each statement execute function ledger_fund_marked();

-- What was booked before these tables came. There, reservations count from when they were asked.
insert into ledger_flow (target_id, source_id, kind, booked, amount, count,
    first_id, last_id, first_lo, last_hi)
  select target_id, source_id, kind, booked, sum(amount), count(*), min(id), max(id), min(lo), max(hi)
  from ledger_movement group by target_id, source_id, kind, booked;
insert into ledger_mark
  select fund_id, at, sum(came) over line, sum(went) over line, greatest(0, sum(held) over line)
  from (
    select fund_id, date_trunc('second', at) as at, sum(came) as came, sum(went) as went,
      sum(held) as held
    from (
      select target_id as fund_id, recorded_at as at, amount as came, 0 as went, 0 as held
      from ledger_movement
      union all
      select source_id, recorded_at, 0, amount, 0 from ledger_movement where source_id is not null
      union all
      select fund_id, at, 0, 0, amount from ledger_reservation where at < now()
      union all
      select r.fund_id, e.at, 0, 0, -r.amount
      from ledger_reservationend e join ledger_reservation r on r.id = e.reservation_id
      where e.at < now()) happened
    group by 1, 2) seconds
  window line as (partition by fund_id order by at);
insert into ledger_mark as m
  select id, date_trunc('second', now()), tip, taken, reserved from ledger_fund
  where tip > 0
  on conflict (fund_id, at) do update
    set tip = excluded.tip, taken = excluded.taken, reserved = excluded.reserved;

create function ledger_guard_sums() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    perform ledger_refuse('ledger_sums_kept', 'only the ledger''s triggers keep its sums');
  end if;
  return null;
end $$;
create trigger ledger_flow_guard before insert or update or delete or truncate
  on ledger_flow for each statement execute function ledger_guard_sums();
create trigger ledger_mark_guard before insert or update or delete or truncate
  on ledger_mark for each statement execute function ledger_guard_sums();
