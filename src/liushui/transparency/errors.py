"""What the log refuses: to grow apart from what it said before."""

from liushui.kernel.errors import DomainError, gettext_noop


class LogNotOpen(DomainError):
    """Nobody opened a log here."""

    code = "log_not_open"
    status = 404
    message = gettext_noop("This site keeps no public log yet.")
    remedy = gettext_noop("Whoever runs the site opens it with ./liushui log open.")


class LogOpenElsewise(DomainError):
    """The log has another name already."""

    code = "log_open_elsewise"
    status = 409
    message = gettext_noop("The public log is open already, as %(origin)s.")
    remedy = gettext_noop("A log keeps its name for good.")


class LogNameWrong(DomainError):
    """The name or the organisation cannot stand in the log."""

    code = "log_name_wrong"
    message = gettext_noop("This name or this organisation cannot stand in the public log.")
    remedy = gettext_noop(
        "A name is small letters, digits, dots, slashes and hyphens, such as log.example.org/2026; "
        "an organisation is its unified social credit code."
    )


class LogShrank(DomainError):
    """What was published has more entries than the database: an old backup was restored."""

    code = "log_shrank"
    status = 503
    message = gettext_noop(
        "%(published)s entries are published, and the database has %(kept)s: an old backup?"
    )
    remedy = gettext_noop(
        "Nothing was signed. Restore the log from its own published files, then go on."
    )


class LogForks(DomainError):
    """The published root is not ours at that size: to sign would be to tell two histories."""

    code = "log_forks"
    status = 503
    message = gettext_noop("At %(size)s entries another root is published than the database has.")
    remedy = gettext_noop(
        "Nothing was signed. Find out which history is the true one before anything else."
    )


class LogFileDiffers(DomainError):
    """A published file does not hold what it must: a bit that fell over, or somebody's hand."""

    code = "log_file_differs"
    status = 503
    message = gettext_noop("The published file %(path)s does not hold what it must.")
    remedy = gettext_noop("Nothing was signed. Restore the file from a mirror or a backup.")


class LogFolderLost(DomainError):
    """Heads were signed, and of what was shown nothing is left to compare with."""

    code = "log_folder_lost"
    status = 503
    message = gettext_noop("Of what the public log has published nothing is here.")
    remedy = gettext_noop(
        "Nothing was signed. Put the folder “log” back as it was served last: from the web server, "
        "a mirror or a copy."
    )


class LogKeyDiffers(DomainError):
    """The keys in the home are not those by which the log was opened."""

    code = "log_key_differs"
    status = 503
    message = gettext_noop("The keys here are not those by which the public log signs.")
    remedy = gettext_noop("Nothing was signed. Put the two keys back from a copy of the secrets.")


class LogWithholdingWrong(DomainError):
    """Not by whose word, not on which basis, or an entry without which nothing can be checked."""

    code = "log_withholding_wrong"
    status = 409
    message = gettext_noop("This entry is not withheld so.")
    remedy = gettext_noop(
        "A basis is a code such as PIPL-47, and two posts at least agree, such as officer and "
        "counsel. Sums of a day, transfers, corrections and what the log says of itself stay."
    )


class RecordNotInLog(DomainError):
    """There is no published leaf about it yet."""

    code = "record_not_in_log"
    status = 404
    message = gettext_noop("The public log holds no record with this number yet.")
    remedy = gettext_noop(
        "A gift is in the log about a minute after it is booked. Check the number."
    )
