-- Row locks in share mode do not queue: while bookings of one holder overlap, whoever wants to close
-- its month would wait for ever. So bookings pass a gate first, and gates queue (L7, L33). A
-- transaction that holds a gate passes it again at once. A batch over very many holders leaves the
-- gates aside, since each takes room in the server's table of locks: between two batches there is
-- room for a closing.
create function ledger_gate(holder bigint) returns bigint language sql immutable parallel safe
  as $$ select hashtextextended('ledger_holder', holder) $$;

create function ledger_share_books(funds bigint[]) returns void language plpgsql as $$
declare
  holders bigint[] := array(
    select distinct holder_id from ledger_fund where id = any(funds) order by holder_id);
  one bigint;
begin
  if cardinality(holders) <= 16 then
    foreach one in array holders loop
      perform pg_advisory_xact_lock_shared(ledger_gate(one));
    end loop;
  end if;
  perform from ledger_holder where id = any(holders) order by id for share;
end $$;

create function ledger_close_books(holder bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(ledger_gate(holder));
  perform from ledger_holder where id = holder for no key update;
end $$;
