-- Money that comes back: what was given back though it was spent (L17-L19), what is frozen (L12), and
-- recalls that other organisations pay (L15).

-- Units [lo, hi) of a gift (or an advance), counted from its first: they were spent, and units of a
-- cover stand for them, the covered one covers_lo + k for the covering one lo + k. Derivable; kept by
-- the triggers below, so that the database refuses to give a unit back twice.
create table ledger_coverage (
  covered_id bigint not null references ledger_movement,
  lo bigint not null,
  hi bigint not null,
  cover_id bigint not null references ledger_movement,
  primary key (covered_id, lo),
  constraint ledger_coverage_range check (0 <= lo and lo < hi),
  constraint ledger_coverage_once exclude using gist (covered_id with =, int8range(lo, hi) with &&)
);
create index ledger_coverage_cover on ledger_coverage (cover_id);

create function ledger_guard_coverage() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    perform ledger_refuse('ledger_coverage_kept', 'only the ledger''s triggers keep coverage');
  end if;
  return null;
end $$;
create trigger ledger_coverage_guard before insert or update or delete or truncate
  on ledger_coverage for each statement execute function ledger_guard_coverage();

-- From where the units that a movement took once came: units [lo, hi) of movements from outside.
create function ledger_origins(moved bigint)
  returns table (origin_id bigint, lo bigint, hi bigint) language sql stable as $$
  with recursive t (fund_id, lo, hi, origin_id) as (
    select s.fund_id, s.lo, s.hi, null::bigint from ledger_slice s where s.movement_id = moved
    union all
    select s.fund_id, coalesce(s.lo + greatest(n.from_at, s.at) - s.at, n.from_at),
      coalesce(s.lo + least(n.to_at, s.at + s.hi - s.lo) - s.at, n.to_at),
      case when n.source_id is null then n.id end
    from t cross join lateral (
      select x.id, x.source_id, greatest(t.lo, x.lo) - x.lo as from_at,
        least(t.hi, x.hi) - x.lo as to_at
      from ledger_movement x
      where x.target_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
        (select y.lo from ledger_movement y where y.target_id = t.fund_id and y.lo <= t.lo
         order by y.lo desc limit 1), 0)
      offset 0) n
    left join lateral (
      select v.fund_id, v.lo, v.hi, v.at from ledger_slice v where v.movement_id = n.id
        and v.at < n.to_at and v.at + v.hi - v.lo > n.from_at offset 0) s
      on n.source_id is not null
    where t.origin_id is null)
  select origin_id, lo, hi from t where origin_id is not null
$$;

-- Where units [from_at, to_at) of a movement rest now; "at" is which of its units each begins with.
create function ledger_rests(moved bigint, from_at bigint, to_at bigint)
  returns table (at bigint, fund_id bigint, lo bigint, hi bigint) language sql stable as $$
  with recursive t (at, fund_id, lo, hi) as (
    select from_at, m.target_id, m.lo + from_at, m.lo + to_at from ledger_movement m
    where m.id = moved
    union all
    select t.at + greatest(t.lo, n.lo) - t.lo, n.target_id,
      n.start + greatest(t.lo, n.lo) - n.lo, n.start + least(t.hi, n.hi) - n.lo
    from t cross join lateral (
      select x.lo, x.hi, m.target_id, m.lo + x.at as start
      from ledger_slice x join ledger_movement m on m.id = x.movement_id
      where x.fund_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
        (select y.lo from ledger_slice y where y.fund_id = t.fund_id and y.lo <= t.lo
         order by y.lo desc limit 1), 0)
      offset 0) n)
  select t.at + greatest(t.lo, x.lo) - t.lo, t.fund_id, greatest(t.lo, x.lo), least(t.hi, x.hi)
  from t cross join lateral (
    select x.lo, x.hi from ledger_freerun x
    where x.fund_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
      (select y.lo from ledger_freerun y where y.fund_id = t.fund_id and y.lo <= t.lo
       order by y.lo desc limit 1), 0)
    offset 0) x
$$;

-- Whether units of a gift were given back as they are: they rest where a refund or a charge-back
-- took them.
create function ledger_given_back(gift bigint, from_at bigint, to_at bigint) returns boolean
  language sql stable as $$
  select exists (
    select from ledger_rests(gift, from_at, to_at) r
    join ledger_fund f on f.id = r.fund_id and f.sink_use in ('refunded', 'charged_back')
    cross join lateral (
      select kind from ledger_movement m where m.target_id = r.fund_id and m.lo < r.hi and m.hi > r.lo
    ) m where m.kind in ('refund', 'charge_back'))
$$;

create function ledger_movement_returned() returns trigger language plpgsql as $$
begin
  if not exists (select from fresh where source_id is not null) then
    return null;  -- gifts
  end if;
  if exists (
    select from fresh n join ledger_fund s on s.id = n.source_id
    where s.sink_use in ('refunded', 'charged_back', 'advance_repaid') and n.kind <> 'reversal')
  then
    perform ledger_refuse('ledger_movement_given_back',
      'what was given back comes back by a reversal alone');
  end if;
  if exists (
    select from fresh n left join lateral (
      select kind from ledger_movement where id = n.reverses_id offset 0) m on true
    where (n.kind = 'thaw' or n.reverses_id is not null)
      and (n.kind = 'thaw') <> coalesce(m.kind = 'freeze', false))
  then
    perform ledger_refuse('ledger_movement_thaws', 'a thaw reverses a freeze, and nothing else does');
  end if;
  if not exists (select from fresh where covers_gift_id is not null) then
    return null;
  end if;
  -- Of one gift, covers come one after another, and none beside its refund.
  perform from ledger_fund where id in (
      select m.target_id from fresh n join ledger_movement m on m.id = n.covers_gift_id)
    order by id for no key update;
  if exists (
    select from fresh n join ledger_fund s on s.id = n.source_id cross join lateral (
      select m.kind, m.source_id, m.amount, m.resource_id, h.holder_id
      from ledger_movement m join ledger_fund h on h.id = m.target_id
      where m.id = n.covers_gift_id offset 0) m
    where n.covers_gift_id is not null and (m.source_id is not null
      or m.resource_id <> n.resource_id or n.covers_hi > m.amount or m.holder_id <> s.holder_id
      or (n.kind = 'advance_repayment') <> (m.kind = 'advance')))
  then
    perform ledger_refuse('ledger_movement_covers', 'a cover stands for units of a gift to its '
      'own holder, a repayment for units of an advance');
  end if;
  if exists (
    select from fresh n where n.kind = 'cover'
      and ledger_given_back(n.covers_gift_id, n.covers_lo, n.covers_hi))
  then
    perform ledger_refuse('ledger_coverage_once', 'a unit is given back once');
  end if;
  insert into ledger_coverage (covered_id, lo, hi, cover_id)
    select covers_gift_id, covers_lo, covers_hi, id from fresh where covers_gift_id is not null;
  return null;
end $$;
create trigger ledger_movement_returns after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_returned();

-- What is covered was given back and is not refunded again; a cover's reversal ends it (L19), unit by
-- unit. The units of one cover leave its sink once, so each piece lies in one row of coverage.
create function ledger_slice_returned() returns trigger language plpgsql as $$
declare
  ended record;
begin
  if exists (
    select from (select distinct movement_id from fresh) n cross join lateral (
      select id from ledger_movement
      where id = n.movement_id and kind in ('refund', 'charge_back') offset 0) m
    cross join lateral ledger_origins(m.id) o
    join ledger_coverage c on c.covered_id = o.origin_id and c.lo < o.hi and c.hi > o.lo)
  then
    perform ledger_refuse('ledger_coverage_once', 'a unit is given back once');
  end if;
  for ended in
    select m.id as cover_id, m.covers_gift_id as covered_id, null::bigint as first,
      null::bigint as last, m.covers_lo + s.lo - m.lo as lo, m.covers_lo + s.hi - m.lo as hi
    from fresh s cross join lateral (
      select reverses_id from ledger_movement
      where id = s.movement_id and reverses_id is not null offset 0) r
    join ledger_movement m on m.id = r.reverses_id and m.covers_gift_id is not null
  loop
    delete from ledger_coverage c
      where c.covered_id = ended.covered_id and c.lo <= ended.lo and c.hi >= ended.hi
      returning c.lo, c.hi into ended.first, ended.last;
    if not found then
      perform ledger_refuse('ledger_coverage_kept', 'a cover ends once');
    end if;
    insert into ledger_coverage (covered_id, lo, hi, cover_id)
      select ended.covered_id, p.lo, p.hi, ended.cover_id
      from (values (ended.first, ended.lo), (ended.hi, ended.last)) p (lo, hi) where p.lo < p.hi;
  end loop;
  return null;
end $$;
create trigger ledger_slice_returns after insert on ledger_slice
  referencing new table as fresh
  for each statement execute function ledger_slice_returned();

-- A recall that organisations pay back: at each hop the very units are frozen and their amount
-- reserved, until the payment is confirmed or the recall withdrawn (L15).
create table ledger_recall (
  id bigint generated always as identity primary key,
  gift_id bigint not null references ledger_movement,
  amount bigint not null constraint ledger_recall_amount
    check (amount > 0 and amount <= 9007199254740991),
  key varchar(80) not null constraint ledger_recall_key unique check (key <> ''),
  by varchar(80) not null,
  why varchar(40) not null,
  at timestamptz not null
);
create index ledger_recall_gift on ledger_recall (gift_id);
create table ledger_recallhold (
  id bigint generated always as identity primary key,
  recall_id bigint not null references ledger_recall,
  reverses_id bigint not null references ledger_movement,
  freeze_id bigint not null unique references ledger_movement,
  reservation_id bigint not null unique references ledger_reservation,
  at timestamptz not null
);
create index ledger_recallhold_recall on ledger_recallhold (recall_id, id);
create table ledger_recallholdend (
  hold_id bigint primary key references ledger_recallhold,
  how varchar(20) not null,
  movement_id bigint unique references ledger_movement,
  at timestamptz not null,
  constraint ledger_recallholdend_how check (
    how in ('paid', 'withdrawn') and (how = 'paid') = (movement_id is not null))
);

create function ledger_recall_is_sound(held ledger_recallhold) returns boolean
  language sql stable as $$
  select exists (
    select from ledger_recall r
    join ledger_movement f on f.id = held.freeze_id and f.kind = 'freeze'
      and f.for_gift_id = r.gift_id
    join ledger_movement m on m.id = held.reverses_id and m.target_id = f.source_id
      and m.source_id is not null
    join ledger_reservation v on v.id = held.reservation_id and v.fund_id = f.target_id
      and v.amount = f.amount
    where r.id = held.recall_id)
$$;
create function ledger_recall_steps() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'ledger_recall' then
    if not exists (select from ledger_movement m
                   where m.id = new.gift_id and m.source_id is null and m.amount >= new.amount)
    then
      perform ledger_refuse('ledger_recall_of_gift', 'units of a gift are recalled, not more than it');
    end if;
  elsif tg_table_name = 'ledger_recallhold' then
    if not ledger_recall_is_sound(new) then
      perform ledger_refuse('ledger_recall_holds', 'a hop holds the recalled gift''s units where '
        'the movement that it will reverse put them');
    end if;
  elsif new.movement_id is not null and not exists (
    select from ledger_recallhold h join ledger_movement m on m.id = new.movement_id
      and m.reverses_id = h.reverses_id and m.recorded_at = now()
    join ledger_reservation v on v.id = h.reservation_id and v.amount = m.amount
    where h.id = new.hold_id)
  then
    perform ledger_refuse('ledger_recall_paid', 'a hop is paid by the reversal of its own movement');
  end if;
  return new;
end $$;
create trigger ledger_recall_steps before insert on ledger_recall
  for each row execute function ledger_recall_steps();
create trigger ledger_recallhold_steps before insert on ledger_recallhold
  for each row execute function ledger_recall_steps();
create trigger ledger_recallholdend_steps before insert on ledger_recallholdend
  for each row execute function ledger_recall_steps();
