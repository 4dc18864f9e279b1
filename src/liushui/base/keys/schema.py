"""The few tables of the keys' own database. What stands here has landed: a change is a new step."""

import psycopg

STEPS = (
    """
    create table key_store (
      one boolean primary key default true check (one),
      version integer not null,
      moved_at timestamptz
    );
    insert into key_store (version) values (0);
    create table person_key (
      vault_id uuid primary key,
      wrapped bytea,
      made_at timestamptz not null default now(),
      locked_at timestamptz,
      destroyed_at timestamptz,
      constraint person_key_is_kept_or_destroyed
        check ((wrapped is null) = (destroyed_at is not null)),
      constraint person_key_locked_is_kept check (locked_at is null or wrapped is not null)
    );
    create function keep_destroyed() returns trigger language plpgsql as $$
    begin
      if tg_op in ('DELETE', 'TRUNCATE') or old.destroyed_at is not null
         or new.vault_id <> old.vault_id then
        raise exception 'a person''s key is destroyed once and for good'
          using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger destroyed_for_good before update or delete on person_key
      for each row execute function keep_destroyed();
    create trigger no_truncate before truncate on person_key
      for each statement execute function keep_destroyed();
    """,
    "alter table key_store add column id uuid not null default gen_random_uuid()",
)
_LOCK = 4_170_601  # nobody else's number in this database: two processes make the tables in turn


def bring_up(connection: psycopg.Connection) -> int:
    """Make the tables or bring them to this version; the version that they had. Repeatable."""
    found = version_of(connection)
    if found >= len(STEPS):
        return found
    connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        with connection.transaction():  # begun after the wait: it sees what the other made
            found = version_of(connection)
            for step in STEPS[found:]:
                connection.execute(step.encode())
            connection.execute("update key_store set version = %s", [len(STEPS)])
    finally:
        connection.execute("select pg_advisory_unlock(%s)", [_LOCK])
    return found


def version_of(connection: psycopg.Connection) -> int:
    """0 where nothing was made yet."""
    known = connection.execute("select to_regclass('key_store') is not null").fetchone()
    if known is None or not known[0]:
        return 0
    row = connection.execute("select version from key_store").fetchone()
    return int(row[0]) if row else 0
