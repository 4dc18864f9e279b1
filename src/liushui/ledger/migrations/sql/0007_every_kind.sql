-- Kinds of every way in and out, and what a movement may name beside its units.

-- A grant is paid by one holder to another; a provider payment is a use that its provider alone
-- receives; points are earned from outside and spent as a use.
alter table ledger_movement drop constraint ledger_movement_kind;
alter table ledger_movement add constraint ledger_movement_kind check (kind in ('gift', 'receipt',
  'hours', 'earned', 'opening', 'advance', 'rebasing', 'match', 'transfer', 'grant', 'use',
  'provider_payment', 'spent', 'return', 'refund', 'charge_back', 'fee', 'write_off', 'reversal',
  'cover', 'freeze', 'thaw', 'correction', 'conversion', 'advance_repayment'));
alter table ledger_movement drop constraint ledger_movement_from_outside;
alter table ledger_movement add constraint ledger_movement_from_outside check ((source_id is null) =
  (kind in ('gift', 'receipt', 'hours', 'earned', 'opening', 'advance', 'rebasing')));

-- An advance is repaid as a gift is covered: unit k stands for unit k (L17, L18).
alter table ledger_movement drop constraint ledger_movement_cover;
alter table ledger_movement add constraint ledger_movement_cover check (
  (kind in ('cover', 'advance_repayment')) = (covers_gift_id is not null));

create or replace function ledger_sink_of(kind text) returns text
  language sql immutable parallel safe
  as $$ select case kind when 'use' then 'used' when 'provider_payment' then 'used'
    when 'spent' then 'used' when 'refund' then 'refunded' when 'charge_back' then 'charged_back'
    when 'fee' then 'fee' when 'write_off' then 'written_off' when 'conversion' then 'converted'
    when 'advance_repayment' then 'advance_repaid' end $$;

-- For whom caps count: a number that stands for one giver and names nobody (L23). A good's lot: the
-- receipt with which it came (L30).
alter table ledger_movement add column giver bigint;
alter table ledger_movement add column lot_id bigint references ledger_movement;
create index ledger_movement_lot on ledger_movement (lot_id) where lot_id is not null;
alter table ledger_inbox add column giver bigint;
