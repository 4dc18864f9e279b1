"""Matches: where they stand, out of what they came, and that no cap was passed."""

from liushui.ledger.queries.checks.rule import Rule

# Each match with its gift, the terms in force when it was granted, and what came back of it.
_MATCHES = """select m.id, m.source_id, m.target_id, m.lo, m.happened_at, m.amount,
    g.id as gift, g.kind as gift_kind, g.target_id as gift_target, g.hi as gift_hi, g.giver,
    g.amount as gift_amount, g.happened_at as paid_at, p.id as pool, coalesce(f.parent_id, f.id)
      as root, ledger_day(m.happened_at) as day,
    (select max(t.id) from ledger_matchingterms t where t.pool_id = p.id and t.after_id < m.id)
      as terms,
    (select coalesce(sum(r.amount), 0) from ledger_movement r where r.reverses_id = m.id) as back
  from ledger_movement m left join ledger_movement g on g.id = m.for_gift_id
  left join ledger_matchingpool p on p.fund_id = m.source_id
  join ledger_fund f on f.id = m.target_id where m.kind = 'match'"""

RULES = (
    Rule(
        "L24",
        "a match comes out of a pool, within the terms that were in force",
        f"""select 'movement ' || m.id from ({_MATCHES}) m
           left join ledger_matchingterms t on t.id = m.terms
           where t.id is null or m.happened_at < t.opens_at or m.happened_at >= t.closes_at
             or m.amount > least(m.gift_amount * t.ratio_num / t.ratio_den, t.per_gift)
             or not exists (select from ledger_matchingscope s
                            where s.terms_id = t.id and s.fund_id = m.root)""",
    ),
    Rule(
        "L25",
        "a match stands directly behind its gift, once for each pool",
        f"""select 'movement ' || m.id from ({_MATCHES}) m
           where m.gift_kind is distinct from 'gift' or m.gift_target <> m.target_id
             or m.paid_at <> m.happened_at
             or m.lo <> m.gift_hi and not exists (
               select from ledger_movement b where b.target_id = m.target_id and b.hi = m.lo
                 and b.kind = 'match' and b.for_gift_id = m.gift)
             or exists (select from ledger_movement o where o.for_gift_id = m.gift
               and o.source_id = m.source_id and o.kind = 'match' and o.id <> m.id)""",
    ),
    Rule(
        "L23",
        "what is counted of a pool, by giver and by fund, is what it gave less what came back",
        f"""select 'pool ' || coalesce(c.pool_id, m.pool) || ' giver, ' || coalesce(c.day, m.day)
           from ledger_matchedgiver c full join (
             select pool, giver, day, sum(amount - back) as net from ({_MATCHES}) x
             where giver is not null group by 1, 2, 3) m
             on (m.pool, m.giver, m.day) = (c.pool_id, c.giver, c.day)
           where c.amount is distinct from m.net
           union all
           select 'pool ' || coalesce(c.pool_id, m.pool) || ' fund, ' || coalesce(c.day, m.day)
           from ledger_matchedfund c full join (
             select pool, root, day, sum(amount) as granted, sum(back) as back from ({_MATCHES}) x
             group by 1, 2, 3) m
             on (m.pool, m.root, m.day) = (c.pool_id, c.fund_id, c.day)
           where (c.granted, c.returned) is distinct from (m.granted, m.back)""",
    ),
    Rule(
        "L23",
        "no pool gives more than its caps were when it last gave",
        f"""select 'pool ' || pool || ' ' || what from (
             select pool, 'in all' as what, sum(amount - back) as net, max(terms) as terms
               from ({_MATCHES}) x group by pool
             union all select pool, 'on ' || day, sum(amount - back), max(terms)
               from ({_MATCHES}) x group by pool, day
             union all select pool, 'for fund ' || root, sum(amount - back), max(terms)
               from ({_MATCHES}) x group by pool, root) n
           join ledger_matchingterms t on t.id = n.terms
           where net > case when what = 'in all' then t.total
             when what like 'on %' then t.per_day else t.per_fund end
           union all
           select 'pool ' || pool || ' giver' from (
             select pool, null::date as day, sum(amount - back) as net, max(terms) as terms
               from ({_MATCHES}) x where giver is not null group by pool, giver
             union all select pool, day, sum(amount - back), max(terms)
               from ({_MATCHES}) x where giver is not null group by pool, giver, day) n
           join ledger_matchingterms t on t.id = n.terms
           where net > case when day is null then t.per_giver else t.per_giver_day end""",
    ),
)
