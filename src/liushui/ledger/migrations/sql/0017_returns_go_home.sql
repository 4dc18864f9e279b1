-- What comes back from a use is no way round a decision: money of a wish, of one person or of a pool
-- comes back to the fund that it left, and nowhere else (L29).
create function ledger_return_goes_home() returns trigger language plpgsql as $$
begin
  if exists (
    select from fresh s cross join lateral (
      select target_id from ledger_movement
      where id = s.movement_id and kind = 'return' and reverses_id is null offset 0) m
    cross join lateral (
      select x.source_id from ledger_movement x
      where x.target_id = s.fund_id and x.lo < s.hi and x.hi > s.lo and x.lo >= coalesce(
        (select y.lo from ledger_movement y where y.target_id = s.fund_id and y.lo <= s.lo
         order by y.lo desc limit 1), 0)
      offset 0) came
    join ledger_fund f on f.id = came.source_id
    where came.source_id <> m.target_id and (f.purpose_kind in ('case', 'pool')
      or exists (select from ledger_designation d where d.fund_id = f.id)))
  then
    perform ledger_refuse('ledger_slice_return',
      'what was given for a wish or for one person comes back to its own fund');
  end if;
  return null;
end $$;
create trigger ledger_slice_returns_home after insert on ledger_slice
  referencing new table as fresh
  for each statement execute function ledger_return_goes_home();
