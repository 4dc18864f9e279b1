-- By which way units of each kind go (docs/contribute/ledger.md). What is not in the table below is
-- refused, whoever writes.

-- What a resource is. Three capitals are a currency; what is neither money, time nor points is
-- goods, counted in the smallest piece ever handed out (L30).
create function ledger_nature(resource text) returns text language sql immutable parallel safe
  as $$ select case when resource = 'minutes' then 'time' when resource = 'points' then 'points'
    when resource ~ '^[A-Z]{3}$' then 'money' else 'goods' end $$;

-- What a fund is to a way: a sink by its use, money of one person ("case"), a pool of match money,
-- unrestricted money ("general"), a frozen or shortfall fund, else any other purpose ("other").
create function ledger_role(kind text, sink_use text, purpose_kind text, nature text)
  returns text language sql immutable parallel safe
  as $$ select case when kind = 'sink' then sink_use when kind <> 'ordinary' then kind
    when purpose_kind = 'general' then 'general'
    when nature = 'money' and purpose_kind in ('case', 'pool') then purpose_kind
    else 'other' end $$;

-- holder: "same" as the source's, "other" than it, or "any".
create view ledger_way (kind, natures, sources, targets, holder) as values
  ('gift', '{money}'::text[], '{outside}'::text[], '{general,case,pool,other}'::text[], 'any'),
  ('receipt', '{money,goods}', '{outside}', '{general,case,pool,other}', 'any'),
  ('hours', '{time}', '{outside}', '{general,other}', 'any'),
  ('earned', '{points}', '{outside}', '{general,other}', 'any'),
  ('opening', '{money,goods,time,points}', '{outside}', '{general,case,pool,other}', 'any'),
  ('advance', '{money}', '{outside}', '{shortfall}', 'any'),
  ('rebasing', '{goods}', '{outside}', '{general,other}', 'any'),
  ('match', '{money}', '{pool}', '{general,case,other}', 'any'),
  -- Between holders money and time go by a grant; things may lie in another's store.
  ('transfer', '{money,time,points}', '{general,case,pool,other}',
    '{general,case,pool,other}', 'same'),
  ('transfer', '{goods}', '{general,other}', '{general,other}', 'any'),
  ('grant', '{money,goods,time}', '{general,other}', '{general,case,pool,other}', 'other'),
  -- Out of one person's money a provider alone is paid: no cash, no fee, nobody else.
  ('use', '{money,goods,time}', '{general,other}', '{used}', 'same'),
  ('provider_payment', '{money}', '{general,case,other}', '{used}', 'same'),
  ('spent', '{points}', '{general,other}', '{used}', 'same'),
  ('return', '{money,goods,time,points}', '{used,fee,written_off}',
    '{general,case,other}', 'same'),
  ('refund', '{money,goods}', '{general,case,pool,other}', '{refunded}', 'same'),
  ('charge_back', '{money}', '{general,case,pool,other}', '{charged_back}', 'same'),
  ('fee', '{money}', '{general,shortfall}', '{fee}', 'same'),
  ('write_off', '{money,goods,time,points}', '{general,other}', '{written_off}', 'same'),
  ('cover', '{money}', '{general,shortfall}', '{charged_back,refunded}', 'same'),
  ('advance_repayment', '{money}', '{general,shortfall}', '{advance_repaid}', 'same'),
  ('freeze', '{money,goods,time,points}', '{general,case,pool,other}', '{frozen}', 'same'),
  ('thaw', '{money,goods,time,points}', '{frozen}', '{general,case,pool,other}', 'same'),
  ('correction', '{money,goods,time,points}', '{general,case,other}',
    '{general,case,pool,other}', 'same'),
  ('conversion', '{goods}', '{general,other}', '{converted}', 'same'),
  -- Back the way that it came: the trigger on what it reverses says which.
  ('reversal', '{money,goods,time,points}',
    '{general,case,pool,other,frozen,used,refunded,charged_back,fee,written_off,advance_repaid}',
    '{general,case,pool,other,shortfall,used,fee,written_off}', 'any');

-- The first movement of these rules: what was booked before stays as it was.
create table ledger_rulebegin (
  rule varchar(40) primary key,
  after_id bigint not null
);

-- What a movement says beside its funds, where its kind asks for it; null when all is well.
create function ledger_said_amiss(kind text, source ledger_fund, target ledger_fund,
  reverses bigint) returns text language sql immutable parallel safe
  as $$ select case
    when kind = 'provider_payment' and target.purpose_kind <> 'case'
      then 'a provider is paid for somebody''s case'
    when kind = 'provider_payment' and source.purpose_kind = 'case'
      and source.purpose_id <> target.purpose_id
      then 'one person''s money pays for that person alone'
    when kind = 'freeze' and target.parent_id is distinct from source.id
      then 'what is frozen lies below the fund that it came from'
    when kind in ('reversal', 'thaw') and reverses is null
      or reverses is not null and kind not in ('reversal', 'thaw', 'return')
      then 'a reversal and a thaw name what they reverse, and nothing else but a return does'
    when kind = 'return' and source.purpose_kind = 'case' and reverses is null
      then 'what comes back from one person''s case goes where it came from'
    end $$;

create function ledger_movement_goes() returns trigger language plpgsql as $$
declare
  amiss text;
begin
  if not exists (select from fresh where kind <> 'gift') then  -- the sequencer's batches
    if exists (
      select from (select distinct target_id, resource_id from fresh) n
      join ledger_fund t on t.id = n.target_id
      where t.kind <> 'ordinary' or ledger_nature(n.resource_id) <> 'money')
    then
      perform ledger_refuse('ledger_movement_way', 'a gift is money into an ordinary fund');
    end if;
    return null;
  end if;
  select coalesce(ledger_said_amiss(n.kind, s, t, n.reverses_id),
      format('%s %s out of %s into %s is no way that units go', n.kind, r.nature, r.source,
        r.target))
    into amiss
    from (select distinct kind, resource_id, source_id, target_id, reverses_id from fresh) n
    join ledger_fund t on t.id = n.target_id left join ledger_fund s on s.id = n.source_id
    cross join lateral (select ledger_nature(n.resource_id) as nature,
      case when n.source_id is null then 'outside' else ledger_role(s.kind, s.sink_use,
        s.purpose_kind, ledger_nature(n.resource_id)) end as source,
      ledger_role(t.kind, t.sink_use, t.purpose_kind, ledger_nature(n.resource_id)) as target) r
    left join ledger_way w on w.kind = n.kind and r.nature = any(w.natures)
      and r.source = any(w.sources) and r.target = any(w.targets)
      and w.holder in ('any', case when s.holder_id = t.holder_id then 'same' else 'other' end)
    where w.kind is null or ledger_said_amiss(n.kind, s, t, n.reverses_id) is not null
    limit 1;
  if found then
    perform ledger_refuse('ledger_movement_way', amiss);
  end if;
  return null;
end $$;
create trigger ledger_movement_goes after insert on ledger_movement
  referencing new table as fresh
  for each statement execute function ledger_movement_goes();

-- A fund below another is its holder's and holds the same; a frozen one lies below what it froze.
create function ledger_fund_lies_well() returns trigger language plpgsql as $$
begin
  if new.kind = 'frozen' and new.parent_id is null
    or exists (select from ledger_fund p where p.id = new.parent_id
      and ((p.holder_id, p.resource_id) <> (new.holder_id, new.resource_id)
        or p.kind <> 'ordinary' or new.kind not in ('ordinary', 'frozen')
        or new.kind = 'frozen'
          and (p.purpose_kind, p.purpose_id) <> (new.purpose_kind, new.purpose_id)))
    or new.kind = 'shortfall' and ledger_nature(new.resource_id) <> 'money'
  then
    perform ledger_refuse('ledger_fund_below', 'a fund lies below an ordinary one of its holder '
      'that holds the same, and a frozen one below what it froze');
  end if;
  return null;
end $$;
create trigger ledger_fund_below after insert on ledger_fund
  for each row execute function ledger_fund_lies_well();

-- No writer stands between the triggers and this row: creating them waited for all.
insert into ledger_rulebegin (rule, after_id)
  select 'ways', coalesce(max(id), 0) from ledger_movement;
