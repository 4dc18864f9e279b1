-- The walk back, as in 0009_walks.sql, but each step keeps which units of the origin are its own. A
-- step onto what was converted begins with a whole piece (L32): where two movements had taken parts
-- of what one piece became, each of them counted the whole of it.
create or replace function ledger_walk_back(of_ref text, of_fund bigint, at_o bigint[], at_fund bigint[],
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
      n.f, n.from_o, n.to_o, n.owed,
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
        greatest(t.from_o, t.o + (greatest(t.lo, x.lo) - t.lo) * t.f) as from_o,
        least(t.to_o, t.o + (least(t.hi, x.hi) - t.lo) * t.f) as to_o,
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
