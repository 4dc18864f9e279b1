-- Goods (L30-L32): every piece came with a lot, a movement takes pieces of one lot, and a piece made
-- of others keeps theirs. What is expired is neither used nor given on.

-- A lot is known by the movement with which it came. Its last good day; none if it does not spoil.
create table ledger_lot (
  movement_id bigint primary key references ledger_movement,
  batch varchar(60) not null constraint ledger_lot_batch check (btrim(batch) <> ''),
  expires_on date constraint ledger_lot_expires check (isfinite(expires_on))
);
create index ledger_lot_expiry on ledger_lot (expires_on) where expires_on is not null;

create function ledger_lot_arriving() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_movement m where m.id = new.movement_id
      and m.kind in ('receipt', 'opening') and ledger_nature(m.resource_id) = 'goods'
      and m.recorded_at = now())
  then
    perform ledger_refuse('ledger_lot_arrives', 'a lot is told with the goods that came in it');
  end if;
  return new;
end $$;
create trigger ledger_lot_arrives before insert on ledger_lot
  for each row execute function ledger_lot_arriving();

create function ledger_movement_has_lot() returns trigger language plpgsql as $$
begin
  if ledger_nature(new.resource_id) = 'goods'
    and not exists (select from ledger_lot where movement_id = new.id)
  then
    perform ledger_refuse('ledger_movement_lot_told', 'goods that come say their lot');
  end if;
  return null;
end $$;
create constraint trigger ledger_movement_lot_told after insert on ledger_movement
  deferrable initially deferred for each row when (new.kind in ('receipt', 'opening'))
  execute function ledger_movement_has_lot();

-- Out of one person's money and out of a pool, what is left moves by a decision alone (L29).
create function ledger_movement_goes_by_decision() returns trigger language plpgsql as $$
begin
  if exists (
    select from fresh n join ledger_fund s on s.id = n.source_id
    join ledger_fund t on t.id = n.target_id
    where n.kind = 'transfer' and s.kind = 'ordinary' and s.purpose_kind in ('case', 'pool')
      and ledger_nature(n.resource_id) = 'money'
      and not (s.purpose_kind = 'case' and t.purpose_kind = 'case' and s.purpose_id = t.purpose_id)
      and not exists (select from ledger_surplus d where d.key = n.key
        and (d.fund_id, d.target_id, d.amount) = (n.source_id, n.target_id, n.amount)))
  then
    perform ledger_refuse('ledger_movement_decided',
      'what is left for one person or of a pool moves by the decision of two people');
  end if;
  return null;
end $$;
create trigger ledger_movement_goes_decided after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_goes_by_decision();

create function ledger_movement_of_lots() returns trigger language plpgsql as $$
begin
  if not exists (select from fresh where lot_id is not null or kind = 'rebasing'
                 or (source_id is not null and ledger_nature(resource_id) = 'goods')) then
    return null;  -- money and time
  end if;
  if exists (
    select from fresh n left join ledger_lot l on l.movement_id = n.lot_id
    where (l.movement_id is not null) <> (ledger_nature(n.resource_id) = 'goods'
      and (n.source_id is not null or n.kind = 'rebasing')))
  then
    perform ledger_refuse('ledger_movement_lot', 'goods that move say of which lot they are');
  end if;
  if exists (
    select from fresh n join ledger_lot l on l.movement_id = n.lot_id
    where n.kind in ('use', 'grant') and l.expires_on < ledger_day(n.happened_at))
  then
    perform ledger_refuse('ledger_lot_expired', 'what is expired is neither used nor given on');
  end if;
  -- 1 becomes f, whole, in the same hands and for the same purpose (L32).
  if exists (
    select from fresh n join ledger_fund t on t.id = n.target_id cross join lateral (
      select m.kind, m.amount, m.lot_id, m.recorded_at, m.resource_id, s.holder_id,
        s.purpose_kind, s.purpose_id
      from ledger_movement m join ledger_fund s on s.id = m.source_id
      where m.id = n.made_from_id offset 0) c
    where n.kind = 'rebasing' and (c.kind <> 'conversion' or n.amount % c.amount <> 0
      or n.lot_id is distinct from c.lot_id or n.resource_id = c.resource_id
      or c.recorded_at <> n.recorded_at
      or (t.holder_id, t.purpose_kind, t.purpose_id)
        <> (c.holder_id, c.purpose_kind, c.purpose_id)))
    or exists (select from fresh n where n.kind = 'rebasing' and not exists (
      select from ledger_movement m where m.id = n.made_from_id and m.source_id is not null))
  then
    perform ledger_refuse('ledger_movement_rebased', 'new pieces are made of a conversion at '
      'once, a whole number of each piece, in the same hands, for the same purpose, of its lot');
  end if;
  return null;
end $$;
create trigger ledger_movement_lots after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_of_lots();

create unique index ledger_movement_made_once on ledger_movement (made_from_id)
  where made_from_id is not null;

create function ledger_movement_made_whole() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_movement where made_from_id = new.id) then
    perform ledger_refuse('ledger_movement_made', 'what is converted is there in its new pieces');
  end if;
  return null;
end $$;
create constraint trigger ledger_movement_made after insert on ledger_movement
  deferrable initially deferred for each row when (new.kind = 'conversion')
  execute function ledger_movement_made_whole();

-- The units that a movement takes are of its lot: each stretch on which they lie came with it.
create function ledger_slice_of_lots() returns trigger language plpgsql as $$
begin
  if exists (
    select from fresh s cross join lateral (
      select lot_id from ledger_movement where id = s.movement_id and lot_id is not null offset 0) m
    cross join lateral (
      select coalesce(x.lot_id, x.id) as lot_id from ledger_movement x
      where x.target_id = s.fund_id and x.lo < s.hi and x.hi > s.lo and x.lo >= coalesce(
        (select y.lo from ledger_movement y where y.target_id = s.fund_id and y.lo <= s.lo
         order by y.lo desc limit 1), 0)
      offset 0) came
    where came.lot_id <> m.lot_id)
  then
    perform ledger_refuse('ledger_slice_lot', 'one movement takes units of one lot, and says which');
  end if;
  return null;
end $$;
create trigger ledger_slice_lots after insert on ledger_slice
  referencing new table as fresh
  for each statement execute function ledger_slice_of_lots();

insert into ledger_rulebegin (rule, after_id)
  select 'lots', coalesce(max(id), 0) from ledger_movement;
