-- Reservations, seals and the inbox hold their rules here; facts refuse every change.

create function ledger_reservation_inserted() returns trigger language plpgsql as $$
begin
  update ledger_fund f set reserved = f.reserved + n.units
    from (select fund_id, sum(amount) as units from fresh group by fund_id) n
    where f.id = n.fund_id;
  return null;
end $$;
create trigger ledger_reservation_counts after insert on ledger_reservation
  referencing new table as fresh
  for each statement execute function ledger_reservation_inserted();

-- Orders and ends of one reservation come one after the other.
create function ledger_reservation_steps() returns trigger language plpgsql as $$
declare
  held ledger_reservation;
begin
  select * into strict held from ledger_reservation where id = new.reservation_id
    for no key update;
  if tg_table_name = 'ledger_reservationorder' then
    if exists (select from ledger_reservationend where reservation_id = held.id) then
      perform ledger_refuse('ledger_reservation_ended', 'the reservation has ended');
    end if;
    return new;
  end if;
  if new.how = 'expired'
    and exists (select from ledger_reservationorder where reservation_id = held.id)
  then
    perform ledger_refuse('ledger_reservation_at_bank',
      'its payment order is at the bank: it cannot expire');
  end if;
  if new.how = 'posted' and (new.amount > held.amount or not exists (
    select from ledger_movement m where m.id = new.movement_id
      and m.source_id = held.fund_id and m.amount = new.amount))
  then
    perform ledger_refuse('ledger_reservation_posted',
      'posts its own movement out of its own fund, at most its amount');
  end if;
  return new;
end $$;
create trigger ledger_reservationorder_steps before insert on ledger_reservationorder
  for each row execute function ledger_reservation_steps();
create trigger ledger_reservationend_steps before insert on ledger_reservationend
  for each row execute function ledger_reservation_steps();

create function ledger_reservationend_inserted() returns trigger language plpgsql as $$
begin
  update ledger_fund f set reserved = f.reserved - n.units
    from (select r.fund_id, sum(r.amount) as units
          from fresh e join ledger_reservation r on r.id = e.reservation_id group by r.fund_id) n
    where f.id = n.fund_id;
  return null;
end $$;
create trigger ledger_reservationend_counts after insert on ledger_reservationend
  referencing new table as fresh
  for each statement execute function ledger_reservationend_inserted();

-- A seal locks the holder row alone; bookings hold that row in share mode (L7, L33).
create function ledger_seal_inserting() returns trigger language plpgsql as $$
begin
  perform from ledger_holder where id = new.holder_id for no key update;
  if new.month < ledger_first_open(new.holder_id, null) then
    perform ledger_refuse('ledger_seal_ascending', 'the month is sealed already');
  end if;
  new.recorded_at := clock_timestamp();  -- after the lock: no booking of before it comes later
  return new;
end $$;
create trigger ledger_seal_ascending before insert on ledger_seal
  for each row execute function ledger_seal_inserting();

-- An accepted gift leaves the inbox only into the journal or before a person.
create function ledger_inbox_emptied() returns trigger language plpgsql as $$
begin
  if exists (
    select from gone g
    where (select digest from ledger_movement where key = g.key) is distinct from g.digest
      and not exists (select from ledger_refused r where r.key = g.key and r.digest = g.digest))
  then
    perform ledger_refuse('ledger_inbox_answered', 'an accepted gift is booked or refused');
  end if;
  return null;
end $$;
create trigger ledger_inbox_answered after delete on ledger_inbox
  referencing old table as gone
  for each statement execute function ledger_inbox_emptied();
create trigger ledger_inbox_unchanged before update on ledger_inbox
  for each row execute function base_refuse_change();
create trigger ledger_inbox_no_truncate before truncate on ledger_inbox
  for each statement execute function base_refuse_change();
create trigger ledger_fund_no_truncate before truncate on ledger_fund
  for each statement execute function base_refuse_change();
