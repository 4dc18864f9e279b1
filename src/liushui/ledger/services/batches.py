"""The statements that book one batch of gifts: as they are, or each with its matches behind it.

Both judge each row of the inbox, place what is sound at the ends of its lines, keep the rest for a
person, and empty the inbox of all of them, in one statement.
"""

_WAITING = """
with batch as materialized (
  select ctid, * from ledger_inbox where fund_id = any(%(funds)s::bigint[])
    and (%(ids)s::bigint[] is null or id = any(%(ids)s)) order by id limit %(limit)s)"""

_JUDGES = """
judged as (
  select b.*, f.tip, f.resource_id, f.holder_id, case
      when m.digest = b.digest then 'replay'
      when m.digest is not null then 'key_reused'
      when f.id is null then 'fund_unknown'
      when f.kind <> 'ordinary' then 'fund_not_ordinary'
    end as why
  from batch b
  left join ledger_fund f on f.id = b.fund_id and f.id = any(%(locked)s::bigint[])
  left join lateral (select digest from ledger_movement where key = b.key limit 1) m on true)"""

_JUDGED = f"{_WAITING},{_JUDGES}"

_PLACED = """
placed as (
  select j.*, tip + sum(amount) over line as hi from judged j where why is null
  window line as (partition by fund_id order by id rows unbounded preceding))"""

_BOOKS = """
opening as materialized (
  select holder_id, ledger_first_open(holder_id, null) as month
  from (select distinct holder_id from placed) h),
booked as (
  insert into ledger_movement (kind, resource_id, amount, target_id, lo, happened_at, booked, key,
    digest, ref, giver)
  select 'gift', resource_id, amount, fund_id, hi - amount, happened_at,
    greatest(ledger_month(happened_at), month), key, digest, ref, giver
  from placed join opening using (holder_id) where {fits} order by id{returning})"""

_BOOKED = f"""
too_far as (  -- the first alone: whether those behind it fit, the next batch sees without it
  select distinct on (fund_id) * from placed where hi > %(most)s order by fund_id, id),
{_BOOKS.format(fits="hi <= %(most)s", returning="{returning}")},
refused as (
  insert into ledger_refused (key, why, digest, content)
  select key, coalesce(why, 'line_full'), digest,
    jsonb_build_object('fund', fund_id, 'amount', amount, 'ref', ref)
  from (select key, why, digest, fund_id, amount, ref from judged where why <> 'replay'
        union all
        select key, why, digest, fund_id, amount, ref from too_far) bad
  where not ledger_awaits_a_person(key, digest)),
gone as (
  delete from ledger_inbox where ctid = any(array(
    select ctid from judged where why is not null
    union all select ctid from placed where hi <= %(most)s
    union all select ctid from too_far)) returning 1)"""

GIFTS = f"{_JUDGED},{_PLACED},{_BOOKED.format(returning='')}\nselect count(*) from gone"

# Gifts that have not waited: all of them or, where a single one asks for a look, none.
AT_ONCE = f"""
with batch as materialized (
  select key, decode(digest, 'hex') as digest, fund_id, amount, ref, happened_at, giver, id
  from unnest(%(keys)s::text[], %(digests)s::text[], %(into)s::bigint[], %(amounts)s::bigint[],
    %(refs)s::text[], %(moments)s::timestamptz[], %(givers)s::bigint[]) with ordinality
  as b (key, digest, fund_id, amount, ref, happened_at, giver, id)),{_JUDGES},{_PLACED},
sound as materialized (
  select (select bool_and(why is null) from judged)
    and (select bool_and(hi <= %(most)s) from placed) as all_are),
{_BOOKS.format(fits="(select all_are from sound)", returning=" returning 1")}
select count(*) from booked"""

# Gifts that a pool may match, in order: what is granted to them is counted in services/matching.py.
CLAIMS = f"""{_JUDGED}
select j.id, j.amount, j.fund_id, coalesce(f.parent_id, f.id), j.giver, j.happened_at,
  ledger_day(j.happened_at)
from judged j join ledger_fund f on f.id = j.fund_id
where j.why is null and coalesce(f.parent_id, f.id) = any(%(matched)s) order by j.id"""

# Which gifts a batch is, where more than one statement is about it: between two statements others
# commit, and a gift that only the last one saw would be booked without its match.
CHOSEN = """
select array_agg(id) from (
  select id from ledger_inbox where fund_id = any(%(funds)s::bigint[])
    and (%(ids)s::bigint[] is null or id = any(%(ids)s)) order by id limit %(limit)s) b"""

# Of the batch, the rows that either all go into a pool or all do not: how many, and which.
ALIKE = """
with batch as materialized (
  select id, fund_id = any(%(pools)s) as into_pool from ledger_inbox
  where fund_id = any(%(funds)s::bigint[])
    and (%(ids)s::bigint[] is null or id = any(%(ids)s)) order by id limit %(limit)s),
first as (select into_pool from batch order by id limit 1)
select count(*), bool_and(into_pool) from batch
where id < coalesce((select min(id) from batch where into_pool <> (select into_pool from first)),
  9223372036854775807)"""

# A match lies directly behind its gift (L25) and takes its pool's lowest free units: those of all
# matches of the batch lie one behind the other on what is free of the pool.
GIFTS_WITH_MATCHES = f"""{_JUDGED},
granted as (
  select *, (sum(amount) over (partition by inbox_id order by n))::bigint as upto
  from unnest(%(gifts)s::bigint[], %(pools)s::bigint[], %(sources)s::bigint[],
    %(amounts)s::bigint[]) with ordinality g (inbox_id, pool_id, source_id, amount, n)),
behind as (select inbox_id, max(upto) as units from granted group by inbox_id),
placed as (
  select j.*, tip + sum(amount + coalesce(units, 0)) over line - coalesce(units, 0) as hi
  from judged j left join behind on behind.inbox_id = j.id where why is null
  window line as (partition by fund_id order by id rows unbounded preceding)),
{_BOOKED.format(returning=" returning id, key, resource_id, target_id, hi, happened_at, ref")},
months as (
  select h.holder_id, source_id, ledger_first_open(h.holder_id, f.holder_id) as month
  from (select distinct holder_id, source_id from granted join placed on id = inbox_id) h
  join ledger_fund f on f.id = source_id),
matched as (
  insert into ledger_movement (kind, resource_id, amount, source_id, target_id, lo, happened_at,
    booked, key, digest, ref, for_gift_id)
  select 'match', b.resource_id, g.amount, g.source_id, b.target_id, b.hi + g.upto - g.amount,
    b.happened_at, greatest(ledger_month(b.happened_at), o.month), ledger_match_key(pool_id, b.key),
    ledger_match_digest(g.amount, b.id, b.happened_at, b.ref, b.resource_id, g.source_id,
      b.target_id), b.ref, b.id
  from granted g join placed p on p.id = g.inbox_id join booked b on b.key = p.key
  join months o on (o.holder_id, o.source_id) = (p.holder_id, g.source_id)
  order by g.n returning id, source_id, amount),
wanted as (
  select *, (sum(amount) over (partition by source_id order by id))::bigint as upto from matched),
free as (
  select fund_id, lo, hi, hi - lo as units,
    (sum(hi - lo) over (partition by fund_id order by lo))::bigint as upto
  from ledger_freerun where fund_id = any(%(sources)s)),
taken as (
  insert into ledger_slice (movement_id, place, fund_id, lo, hi, at)
  select w.id, row_number() over (partition by w.id order by f.lo) - 1, w.source_id,
    f.hi - f.upto + greatest(w.upto - w.amount, f.upto - f.units),
    f.hi - f.upto + least(w.upto, f.upto),
    greatest(w.upto - w.amount, f.upto - f.units) - (w.upto - w.amount)
  from wanted w join free f on f.fund_id = w.source_id
    and f.upto > w.upto - w.amount and f.upto - f.units < w.upto)
select count(*) from gone"""
