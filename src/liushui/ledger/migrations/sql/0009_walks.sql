-- The two walks that traces are made of. Their statements are planned once a session and always by
-- index, whatever the statistics say: planning was most of a trace's time. Both return steps with
-- ``o``, how many units of the origin come before.

-- From which spans a walk starts: a use by its reference, a gift by its reference, a movement, what
-- rests in a fund, or spans that the caller names with the movement and target of their last step.

-- Back from units to where they came from, on the net path (L13): a reversal comes before what it
-- reverses, so it is owed until that is met. The last steps lie on movements from outside. One unit
-- of a re-based movement is a part of one of the units that it was made from (L32): ``f`` is how
-- many units of the origin a unit of the step stands for, of which [from_o, to_o) are the origin's.
create function ledger_walk_back(of_ref text, of_fund bigint, at_o bigint[], at_fund bigint[],
    at_lo bigint[], at_hi bigint[], at_move bigint[], at_target bigint[], net boolean, most bigint)
  returns table (o bigint, fund_id bigint, lo bigint, hi bigint, f bigint, from_o bigint,
    to_o bigint, moves bigint[], path bigint[])
  language plpgsql stable rows 10
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
  set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  if of_ref is not null then
    select array_agg(0), array_agg(x.fund_id), array_agg(x.lo), array_agg(x.hi),
        array_agg(m.id), array_agg(m.target_id)
      into at_o, at_fund, at_lo, at_hi, at_move, at_target
      from ledger_movement m join ledger_slice x on x.movement_id = m.id
      where m.ref = of_ref and m.ref <> '';
  elsif of_fund is not null then
    select array_agg(0), array_agg(of_fund), array_agg(x.lo), array_agg(x.hi),
        array_agg(null::bigint), array_agg(null::bigint)
      into at_o, at_fund, at_lo, at_hi, at_move, at_target
      from ledger_freerun x where x.fund_id = of_fund;
  end if;
  return query
  with recursive t (o, fund_id, lo, hi, f, from_o, to_o, owed, moves, path) as (
    select s.o, s.fund_id, s.lo, s.hi, 1::bigint, s.o, s.o + s.hi - s.lo, '{}'::bigint[],
      array_remove(array[s.move], null), array_remove(array[s.fund_id, s.target], null)
    from unnest(at_o, at_fund, at_lo, at_hi, at_move, at_target)
      s (o, fund_id, lo, hi, move, target)
    union all
    select n.o + (greatest(n.from_at, s.at) - n.from_at) * n.f, s.fund_id,
      s.lo + greatest(n.from_at, s.at) - s.at,
      s.lo + least(n.to_at, s.at + s.hi - s.lo) - s.at,
      n.f, t.from_o, t.to_o, n.owed,
      case when n.struck then t.moves else n.ids || t.moves end,
      case when n.struck then t.path else n.funds || t.path end
    from t cross join lateral (
      select coalesce(v.id, x.id) as id,
        case when v.id is null then array[x.id] else array[v.id, x.id] end as ids,
        case when v.id is null then array[x.source_id] else array[v.source_id, v.target_id] end
          as funds,
        t.f * coalesce(v.k, 1) as f,
        t.o + (greatest(t.lo, x.lo) - t.lo) * t.f
          - coalesce((greatest(t.lo, x.lo) - x.lo) % v.k, 0) * t.f as o,
        (greatest(t.lo, x.lo) - x.lo) / coalesce(v.k, 1) as from_at,
        (least(t.hi, x.hi) - x.lo + coalesce(v.k, 1) - 1) / coalesce(v.k, 1) as to_at,
        net and (cardinality(t.owed) > 0 or x.reverses_id is not null) as struck,
        case when not net then t.owed
          when x.id = t.owed[cardinality(t.owed)] then trim_array(t.owed, 1)
          when x.reverses_id is not null then t.owed || x.reverses_id
          else t.owed end as owed
      from ledger_movement x left join lateral (
        select v.id, v.source_id, v.target_id, x.amount / v.amount as k
        from ledger_movement v where v.id = x.made_from_id) v on true
      where x.target_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
          (select y.lo from ledger_movement y where y.target_id = t.fund_id and y.lo <= t.lo
           order by y.lo desc limit 1), 0)
        and (x.source_id is not null or x.made_from_id is not null) offset 0) n
    cross join lateral (
      select x.fund_id, x.lo, x.hi, x.at from ledger_slice x
      where x.movement_id = n.id and x.at < n.to_at and x.at >= coalesce(
        (select y.at from ledger_slice y where y.movement_id = n.id and y.at <= n.from_at
         order by y.at desc limit 1), 0) offset 0) s
  )
  select t.o, t.fund_id, t.lo, t.hi, t.f, t.from_o, t.to_o, t.moves, t.path from t limit most;
end $$;

-- The gifts of all steps, one row a step, so that a thousand givers of one way cost one row.
-- ``gift_lo`` are offsets in the gift; ``covered`` is whether others stand for units of one (L17).
create function ledger_givers(of_ref text, of_fund bigint, net boolean)
  returns table (moves bigint[], path bigint[], units bigint[], gift bigint[], gift_ref varchar[],
    gift_lo bigint[], covered boolean)
  language plpgsql stable rows 10
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
  set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  any_covered boolean := exists (select from ledger_coverage);
begin
  return query
  select t.moves, t.path, x.units, x.gift, x.gift_ref, x.gift_lo, coalesce(x.covered, false)
  from ledger_walk_back(of_ref, of_fund, null, null, null, null, null, null, net, null) t
  cross join lateral (
    select array_agg(least(t.to_o, t.o + (least(t.hi, x.hi) - t.lo) * t.f)
        - greatest(t.from_o, t.o + (greatest(t.lo, x.lo) - t.lo) * t.f)) as units,
      array_agg(x.id) as gift, array_agg(x.ref) as gift_ref,
      array_agg(greatest(t.lo, x.lo) - x.lo) as gift_lo,
      bool_or(any_covered and exists (
        select from ledger_coverage c where c.covered_id = x.id)) as covered
    from ledger_movement x
    where x.target_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
        (select y.lo from ledger_movement y where y.target_id = t.fund_id and y.lo <= t.lo
         order by y.lo desc limit 1), 0)
      and x.source_id is null and x.made_from_id is null) x
  where x.units is not null;
end $$;

-- On from units to where they rest free now; a movement and its later reversal are struck out
-- together (L13). ``lo`` is where in the fund's line; ``gift`` the movement that it started from.
create function ledger_walk_on(of_ref text, of_movement bigint, at_o bigint[], at_fund bigint[],
    at_lo bigint[], at_hi bigint[], at_move bigint[], at_target bigint[], net boolean, most bigint)
  returns table (o bigint, units bigint, fund_id bigint, kind varchar, sink_use varchar,
    moves bigint[], path bigint[], ref varchar, lo bigint, gift bigint)
  language plpgsql stable rows 10
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
  set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  at_gift bigint[];
begin
  if of_ref is not null then
    select array_agg(0), array_agg(m.target_id), array_agg(m.lo), array_agg(m.hi),
        array_agg(null::bigint), array_agg(null::bigint), array_agg(m.id)
      into at_o, at_fund, at_lo, at_hi, at_move, at_target, at_gift
      from ledger_movement m where m.ref = of_ref and m.ref <> '' and m.source_id is null;
  elsif of_movement is not null then
    select array[0], array[m.target_id], array[m.lo], array[m.hi], array[m.id], null, array[m.id]
      into at_o, at_fund, at_lo, at_hi, at_move, at_target, at_gift
      from ledger_movement m where m.id = of_movement;
  end if;
  return query
  with recursive t (o, fund_id, lo, hi, moves, path, gift) as (
    select s.o, s.fund_id, s.lo, s.hi, array_remove(array[s.move], null),
      array_remove(array[s.fund_id, s.target], null), s.gift
    from unnest(at_o, at_fund, at_lo, at_hi, at_move, at_target, at_gift)
      s (o, fund_id, lo, hi, move, target, gift)
    union all
    select t.o + greatest(t.lo, n.lo) - t.lo, n.target_id,
      n.start + greatest(t.lo, n.lo) - n.lo, n.start + least(t.hi, n.hi) - n.lo,
      case when n.struck then trim_array(t.moves, 1) else t.moves || n.id end,
      case when n.struck then trim_array(t.path, 1) else t.path || n.target_id end, t.gift
    from t cross join lateral (
      select x.lo, x.hi, m.id, m.target_id, m.lo + x.at as start, net and coalesce(
        m.reverses_id = t.moves[cardinality(t.moves)], false) as struck
      from ledger_slice x join ledger_movement m on m.id = x.movement_id
      where x.fund_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
        (select y.lo from ledger_slice y where y.fund_id = t.fund_id and y.lo <= t.lo
         order by y.lo desc limit 1), 0) offset 0) n
  ),
  walked as (select * from t limit most)
  select t.o + greatest(t.lo, x.lo) - t.lo, least(t.hi, x.hi) - greatest(t.lo, x.lo), t.fund_id,
    f.kind, f.sink_use, t.moves, t.path,
    (select m.ref from ledger_movement m where m.id = t.moves[cardinality(t.moves)]),
    greatest(t.lo, x.lo), t.gift
  from walked t join ledger_fund f on f.id = t.fund_id cross join lateral (
    select x.lo, x.hi from ledger_freerun x
    where x.fund_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
      (select y.lo from ledger_freerun y where y.fund_id = t.fund_id and y.lo <= t.lo
       order by y.lo desc limit 1), 0) offset 0) x;
end $$;
