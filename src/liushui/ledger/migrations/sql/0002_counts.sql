-- Triggers that keep the counts of a fund and its free runs, and refuse what the row checks cannot
-- see. All work on whole statements, so a batch of ten thousand gifts pays once.
-- "lateral (... offset 0)" keeps the planner from reading a whole table for the rows of one.

create function ledger_refuse(named text, said text) returns void language plpgsql as $$
begin
  raise exception '%', said using errcode = 'check_violation', constraint = named;
end $$;

-- China keeps UTC+8, in the kernel's clock as here.
create function ledger_month(at timestamptz) returns date language sql immutable parallel safe
  as $$ select date_trunc('month', at at time zone interval '8 hours')::date $$;

-- The first month open to both holders; null while neither has sealed any (L33).
create function ledger_first_open(one bigint, other bigint) returns date language sql stable
  as $$ select (max(month) + interval '1 month')::date from ledger_seal
        where holder_id in (one, other) $$;

create function ledger_sink_of(kind text) returns text language sql immutable parallel safe
  as $$ select case kind when 'use' then 'used' when 'refund' then 'refunded'
    when 'charge_back' then 'charged_back' when 'fee' then 'fee' when 'write_off' then 'written_off'
    when 'conversion' then 'converted' when 'advance_repayment' then 'advance_repaid' end $$;

-- Counts are written by the triggers below, which run inside a statement on a table of facts. A
-- statement of anybody's own on these tables runs at depth one and is refused.
create function ledger_guard_fund() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if (new.tip, new.taken, new.reserved) <> (0, 0, 0) then
      perform ledger_refuse('ledger_fund_counts', 'a fund opens empty');
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' or pg_trigger_depth() < 2
    or (old.id, old.holder_id, old.resource_id, old.kind, old.sink_use, old.purpose_kind,
        old.purpose_id, old.parent_id) is distinct from
       (new.id, new.holder_id, new.resource_id, new.kind, new.sink_use, new.purpose_kind,
        new.purpose_id, new.parent_id)
    or new.tip < old.tip or new.taken < old.taken
  then
    perform ledger_refuse('ledger_fund_counts',
      'a fund stays what it is, and only the ledger''s triggers count its units');
  end if;
  return new;
end $$;
create trigger ledger_fund_guard before insert or update or delete on ledger_fund
  for each row execute function ledger_guard_fund();

create function ledger_guard_freerun() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    perform ledger_refuse('ledger_freerun_kept', 'only the ledger''s triggers keep free runs');
  end if;
  return null;
end $$;
create trigger ledger_freerun_guard before insert or update or delete or truncate
  on ledger_freerun for each statement execute function ledger_guard_freerun();

create function ledger_movement_inserted() returns trigger language plpgsql as $$
declare
  touched bigint;
begin
  -- A seal waits for bookings under way, and bookings for a seal (L7, L33).
  perform from ledger_holder where id in (
      select f.holder_id from ledger_fund f
      where f.id in (select target_id from fresh union select source_id from fresh))
    order by id for share;
  if exists (
    select from (select distinct source_id, target_id, booked, ledger_month(happened_at) as month
                 from fresh) n
    join ledger_fund t on t.id = n.target_id left join ledger_fund s on s.id = n.source_id
    where n.booked <> greatest(n.month, ledger_first_open(t.holder_id, s.holder_id)))
  then
    perform ledger_refuse('ledger_movement_booked',
      'booked is the month it happened in or, if sealed for a holder, the first open to both');
  end if;
  if exists (
    select from (select distinct kind, source_id, target_id from fresh) n
    join ledger_fund t on t.id = n.target_id left join ledger_fund s on s.id = n.source_id
    where ledger_sink_of(n.kind) <> coalesce(t.sink_use, '')
      or (n.source_id is null and t.kind = 'sink')
      or (s.kind = 'sink' and n.kind not in ('return', 'reversal', 'correction')))
  then
    perform ledger_refuse('ledger_movement_sink',
      'what leaves goes into the sink of its use, and only a return comes out of one');
  end if;
  if exists (
    select from fresh n cross join lateral (
      select source_id, target_id from ledger_movement where id = n.reverses_id offset 0) m
    where n.reverses_id is not null
      and (m.source_id, m.target_id) is distinct from (n.target_id, n.source_id))
  then
    perform ledger_refuse('ledger_movement_reverses', 'a reversal goes back the way it came');
  end if;

  update ledger_fund f set tip = n.hi
    from (select target_id, min(lo) as lo, max(hi) as hi from fresh group by target_id) n
    where f.id = n.target_id and f.tip = n.lo;
  get diagnostics touched = row_count;
  if touched <> (select count(distinct target_id) from fresh) then
    perform ledger_refuse('ledger_movement_joins_end', 'what arrives joins the end of the line');
  end if;

  with arrived as (
    select target_id, min(lo) as lo, max(hi) as hi from fresh group by target_id),
  grown as (
    update ledger_freerun r set hi = a.hi
      from arrived a cross join lateral (
        select x.lo from ledger_freerun x where x.fund_id = a.target_id
        order by x.lo desc limit 1) last
      where r.fund_id = a.target_id and r.lo = last.lo and r.hi = a.lo
      returning r.fund_id)
  insert into ledger_freerun (fund_id, lo, hi)
    select target_id, lo, hi from arrived where target_id not in (select fund_id from grown);
  return null;
end $$;
create trigger ledger_movement_counts after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_inserted();

create function ledger_movement_whole() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_slice where movement_id = new.id) then
    perform ledger_refuse('ledger_movement_whole', 'a movement out of a fund takes units of it');
  end if;
  return null;
end $$;
create constraint trigger ledger_movement_whole after insert on ledger_movement
  deferrable initially deferred for each row when (new.source_id is not null)
  execute function ledger_movement_whole();

-- The net last movement of every unit that a reversal takes is the one that it reverses (L14).
-- Walked back from the unit: what is owed is met before anything else counts.
create function ledger_takes_what_it_reverses(reversal bigint) returns boolean language sql stable
as $$
  with recursive t (fund_id, lo, hi, owed, stray) as (
    select s.fund_id, s.lo, s.hi, array[m.reverses_id], false
    from ledger_movement m join ledger_slice s on s.movement_id = m.id where m.id = reversal
    union all
    select s.fund_id, s.lo + greatest(n.from_at, s.at) - s.at,
      s.lo + least(n.to_at, s.at + s.hi - s.lo) - s.at, n.owed, n.owed is null
    from t cross join lateral (
      select x.id, greatest(t.lo, x.lo) - x.lo as from_at, least(t.hi, x.hi) - x.lo as to_at,
        case when x.id = t.owed[cardinality(t.owed)] then trim_array(t.owed, 1)
          when x.reverses_id is not null then t.owed || x.reverses_id end as owed
      from ledger_movement x
      where x.target_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
        (select y.lo from ledger_movement y where y.target_id = t.fund_id and y.lo <= t.lo
         order by y.lo desc limit 1), 0)
      offset 0) n
    left join lateral (
      select v.fund_id, v.lo, v.hi, v.at from ledger_slice v where v.movement_id = n.id
        and v.at < n.to_at and v.at + v.hi - v.lo > n.from_at offset 0) s on true
    where not t.stray and cardinality(t.owed) > 0)
  select not bool_or(stray) from t
$$;

-- L4 in two halves: the slices of a movement come in one statement and are checked at its end, so
-- there is never a part; that there are any is checked at commit, by the trigger above.
create function ledger_slice_inserted() returns trigger language plpgsql as $$
begin
  if exists (
    select from (
      select s.movement_id, sum(s.hi - s.lo) as units, bool_and(s.ordered) as ordered,
        min(s.fund_id) as fund_id, max(s.fund_id) as last_fund_id
      from (
        select s.*, place = row_number() over line - 1
          and at = coalesce(sum(hi - lo) over (line rows between unbounded preceding
                                               and 1 preceding), 0)
          and lo > coalesce(lag(hi) over line, -1) as ordered
        from (select distinct movement_id from fresh) n cross join lateral (
          select * from ledger_slice where movement_id = n.movement_id offset 0) s
        window line as (partition by s.movement_id order by place)) s
      group by s.movement_id) w
    cross join lateral (
      select amount, source_id from ledger_movement where id = w.movement_id offset 0) m
    where not w.ordered or w.units <> m.amount
      or m.source_id is distinct from w.fund_id or m.source_id is distinct from w.last_fund_id)
  then
    perform ledger_refuse('ledger_slice_whole', 'the slices of a movement lie in its source, '
      'ascending and merged, numbered from 0, and sum to its amount');
  end if;
  if exists (select from fresh s join ledger_fund f on f.id = s.fund_id where s.hi > f.tip) then
    perform ledger_refuse('ledger_slice_issued', 'a slice lies on units that were issued');
  end if;
  if exists (
    select from fresh s left join lateral (
      select r.hi from ledger_freerun r where r.fund_id = s.fund_id and r.lo <= s.lo
      order by r.lo desc limit 1) r on true
    where r.hi is null or r.hi < s.hi)
  then
    perform ledger_refuse('ledger_slice_free', 'a slice lies on units that nothing took before');
  end if;

  if exists (
    select from (select distinct movement_id from fresh) n cross join lateral (
      select id from ledger_movement where id = n.movement_id and reverses_id is not null offset 0) m
    where not ledger_takes_what_it_reverses(m.id))
  then
    perform ledger_refuse('ledger_movement_reverses',
      'a reversal takes units whose last movement is the one that it reverses');
  end if;

  -- Of each run that is cut: first what remains behind each slice, then what remains in front.
  insert into ledger_freerun (fund_id, lo, hi)
    select fund_id, lo, hi from (
      select s.fund_id, s.hi as lo, least(r.hi, lead(s.lo) over run) as hi
      from fresh s cross join lateral (
        select x.lo, x.hi from ledger_freerun x where x.fund_id = s.fund_id and x.lo <= s.lo
        order by x.lo desc limit 1) r
      window run as (partition by s.fund_id, r.lo order by s.lo)) behind
    where lo < hi;
  delete from ledger_freerun r using fresh s where r.fund_id = s.fund_id and r.lo = s.lo;
  update ledger_freerun r set hi = n.cut
    from (
      select x.fund_id, x.lo, min(s.lo) as cut from fresh s cross join lateral (
        select x.fund_id, x.lo, x.hi from ledger_freerun x
        where x.fund_id = s.fund_id and x.lo < s.lo order by x.lo desc limit 1) x
      where x.hi > s.lo group by x.fund_id, x.lo) n
    where r.fund_id = n.fund_id and r.lo = n.lo;

  update ledger_fund f set taken = f.taken + n.units
    from (select fund_id, sum(hi - lo) as units from fresh group by fund_id) n
    where f.id = n.fund_id;
  return null;
end $$;
create trigger ledger_slice_counts after insert on ledger_slice
  referencing new table as fresh
  for each statement execute function ledger_slice_inserted();
