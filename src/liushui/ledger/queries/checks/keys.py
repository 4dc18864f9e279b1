"""Keys and digests: a movement is what was booked under its key."""

from liushui.ledger.queries.checks.rule import Rule

# The content of a movement as it was digested when it was booked: sorted, compact JSON (L34). A
# gift's own form is shorter; pins are either none or exactly its slices.
_HAPPENED = """to_json(to_char(m.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
  || case when extract(microseconds from m.happened_at)::bigint % 1000000 <> 0
     then to_char(m.happened_at at time zone 'UTC', '.US') else '' end || '+00:00')"""
_DIGEST_OF_GIFT = f"""sha256(convert_to(concat('{{"amount":', m.amount, ',"giver":' || m.giver,
  ',"happened":', {_HAPPENED},
  ',"kind":"', m.kind, '","ref":', to_json(m.ref), ',"target":', m.target_id, '}}'), 'UTF8'))"""
_DIGEST = f"""sha256(convert_to(concat('{{"amount":', m.amount,
  ',"covers":"' || m.covers_gift_id || ':' || m.covers_lo || '-' || m.covers_hi || '"',
  ',"for_gift":' || m.for_gift_id, ',"happened":', {_HAPPENED}, ',"kind":"', m.kind, '"',
  ',"lot":' || m.lot_id, ',"made_from":' || m.made_from_id, ',"pins":"', pins,
  '","ref":', to_json(m.ref), ',"resource":', to_json(m.resource_id),
  ',"reverses":', coalesce(m.reverses_id::text, 'null'),
  ',"source":', coalesce(m.source_id::text, 'null'), ',"target":', m.target_id, '}}'), 'UTF8'))"""

RULES = (
    Rule(
        "L34",
        "a movement is what was booked under its key",
        f"""select 'movement ' || m.id from ledger_movement m
            where not (m.kind = 'gift' and m.digest = {_DIGEST_OF_GIFT}) and not exists (
              select from (
                select '' as pins union all
                select string_agg(lo || '-' || hi, ',' order by place) from ledger_slice
                where movement_id = m.id and m.source_id is not null) p
              where m.digest = {_DIGEST})""",
    ),
    Rule(
        "L34",
        "nothing waits in the inbox that was booked before under other content",
        """select 'inbox ' || i.id from ledger_inbox i join ledger_movement m on m.key = i.key
           where m.digest <> i.digest and not exists (
             select from ledger_refused r where r.key = i.key and r.digest = i.digest)""",
    ),
)
