-- Which month is open is asked once for the holders of a batch, no more for each of its funds. Else
-- as in 0002.
create or replace function ledger_movement_inserted() returns trigger language plpgsql as $$
declare
  touched bigint;
begin
  -- A seal waits for bookings under way, and bookings for a seal (L7, L33).
  perform from ledger_holder where id in (
      select f.holder_id from ledger_fund f
      where f.id in (select target_id from fresh union select source_id from fresh))
    order by id for share;
  if exists (
    with between as materialized (
      select distinct source_id, target_id, booked, ledger_month(happened_at) as month from fresh),
    held as materialized (
      select distinct t.holder_id as one, s.holder_id as other, n.booked, n.month from between n
      join ledger_fund t on t.id = n.target_id left join ledger_fund s on s.id = n.source_id)
    select from held where booked <> greatest(month, ledger_first_open(one, other)))
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
