"""What ``liushui doctor`` says of the public log."""

import psycopg

from liushui.config.findings import Finding, Level, has_table

UNSIGNED_SECONDS = 300
MANY_WAITING = 100_000
# Open, published, waiting; age of a head that nobody signed; what fits no entry; who is silent.
_STANDING = """
select (select count(*) from transparency_log),
  (select coalesce(max(size), 0) from transparency_head where note is not null),
  (select coalesce(sum(cardinality(subjects)), 0) from transparency_waiting),
  (select coalesce(extract(epoch from now() - min(at)), 0) from transparency_head
   where size > (select coalesce(max(size), 0) from transparency_head where note is not null)),
  (select count(*) from transparency_unfit),
  (select count(*) from transparency_witness
   where answer <> 'ok' or at < now() - interval '20 minutes')
"""


def public_log(connection: psycopg.Connection) -> Finding:
    """Whether it goes on, and whether those who should sign beside it do."""
    if not has_table(connection, "transparency_cosignature"):
        return Finding("log", Level.NOTE, "not there yet")
    row = connection.execute(_STANDING).fetchone()
    assert row is not None, "an aggregate has one row"
    is_open, size, waiting, unsigned, unfit, silent = map(int, row)
    if not is_open:
        return Finding("log", Level.NOTE, "not open", "'liushui log open' begins it.")
    says = f"{size} entries published, {waiting} records wait"
    if unsigned > UNSIGNED_SECONDS or waiting > MANY_WAITING:
        remedy = "Is 'liushui up' running? logs/log.log says what it refuses."
        return Finding("log", Level.FAULT, f"{says}; it does not go on", remedy)
    if silent:
        remedy = "logs/log.log says what they answered; without a quorum receipts are weaker."
        return Finding("log", Level.NOTE, f"{says}; {silent} witnesses do not sign", remedy)
    if unfit:
        remedy = "'liushui log check' names them."
        return Finding("log", Level.NOTE, f"{says}; {unfit} records fit no entry", remedy)
    return Finding("log", Level.OK, says)
