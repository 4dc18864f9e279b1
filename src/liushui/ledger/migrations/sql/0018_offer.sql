-- One gift into the inbox, unless its key stands there or in the journal: whether it was new. A
-- function is planned once a session, and planning was a fifth of the time of accepting a gift.
create function ledger_offer(its_key text, its_digest bytea, its_fund bigint, its_amount bigint,
    its_ref text, paid_at timestamptz, its_giver bigint) returns boolean language plpgsql as $$
begin
  insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at, giver)
    select its_key, its_digest, its_fund, its_amount, its_ref, paid_at, its_giver
    where not exists (select from ledger_movement where key = its_key)
    on conflict (key) do nothing;
  return found;
end $$;
