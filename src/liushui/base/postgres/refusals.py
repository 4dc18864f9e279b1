"""What the embedded database declines to do, and what a person does about it."""

from liushui.kernel.errors import DomainError, gettext_noop


class NoPostgres(DomainError):
    """No PostgreSQL of a usable version was found."""

    code = "postgres_not_found"
    status = 503
    message = gettext_noop("No PostgreSQL %(wanted)s was found. Looked in: %(places)s.")
    remedy = gettext_noop(
        "Run './liushui' again so that it makes its environment, install Debian's 'postgresql', "
        "or name a folder with 'initdb' and 'postgres' in LIUSHUI_PG_BINDIR."
    )


class ForeignDataFolder(DomainError):
    """The database folder holds something that Liushui did not make."""

    code = "data_folder_foreign"
    status = 409
    message = gettext_noop("The folder %(folder)s holds files that Liushui did not make.")
    remedy = gettext_noop(
        "Choose another LIUSHUI_HOME. To use a PostgreSQL of your own, start it yourself and name "
        "it in LIUSHUI_DATABASE_URL."
    )


class OtherMajor(DomainError):
    """The data was written by a PostgreSQL of another major version."""

    code = "data_folder_other_major"
    status = 409
    message = gettext_noop(
        "The database in %(folder)s was made by PostgreSQL %(theirs)s; here is only %(ours)s."
    )
    remedy = gettext_noop(
        "Name binaries of version %(theirs)s in LIUSHUI_PG_BINDIR, or move the data with "
        "'pg_dump' and 'pg_restore' as docs/operate/database.md describes."
    )


class DataFolderUnreadable(DomainError):
    """The user that must run the database may not enter its folder."""

    code = "data_folder_unreadable"
    status = 403
    message = gettext_noop("The user with number %(uid)s may not use the folder %(folder)s.")
    remedy = gettext_noop(
        "Run as the user who made it, give it back with 'chown -R %(uid)s %(folder)s', or choose "
        "another LIUSHUI_HOME."
    )


class DiskFull(DomainError):
    """There is no room for the database to work in."""

    code = "disk_full"
    status = 507
    message = gettext_noop("The disk that holds %(folder)s has %(free_mib)s MiB free.")
    remedy = gettext_noop(
        "Free at least %(needed_mib)s MiB there and start again; nothing that was answered is lost."
    )


class DatabaseFailed(DomainError):
    """PostgreSQL ended before it was ready."""

    code = "database_failed"
    status = 503
    message = gettext_noop("PostgreSQL did not start: %(said)s")
    remedy = gettext_noop("Read %(log)s; './liushui doctor' looks for the usual reasons.")


class ServerTooOld(DomainError):
    """The operator's server is older than what the ledger needs."""

    code = "server_too_old"
    status = 503
    message = gettext_noop("The database server is PostgreSQL %(theirs)s; at least 15 is needed.")
    remedy = gettext_noop("Upgrade it, or unset LIUSHUI_DATABASE_URL to use the embedded one.")


class ServerUnreachable(DomainError):
    """The operator's server does not answer."""

    code = "server_unreachable"
    status = 503
    message = gettext_noop("The database server at %(server)s does not answer.")
    remedy = gettext_noop("Start it, or correct LIUSHUI_DATABASE_URL.")
