-- A hop of a recall waits for its payment with the very units that it froze (L15). Its reservation
-- is a number: where others lie frozen beside them, it is backed by those as well, and would let
-- these go. They go once the reservation has ended, as they do by a payment or a withdrawal.
create function ledger_keep_held() returns trigger language plpgsql as $$
begin
  if exists (
    select from ledger_recallhold h where h.freeze_id = new.reverses_id and not exists (
      select from ledger_reservationend e where e.reservation_id = h.reservation_id))
  then
    perform ledger_refuse('ledger_recall_held', 'a recall waits for these very units');
  end if;
  return new;
end $$;
create trigger ledger_keep_held before insert on ledger_movement
  for each row when (new.kind = 'thaw') execute function ledger_keep_held();
