"""What readers of the log are refused: entries, heads and files that are not there."""

from liushui.kernel.errors import DomainError, gettext_noop


class LogEntryUnknown(DomainError):
    """No published entry has this number or this hash."""

    code = "log_entry_unknown"
    status = 404
    message = gettext_noop("The public log has no such entry. It has %(size)s.")
    remedy = gettext_noop("Entries are numbered from 0, one by one, with none left out.")


class LogHeadUnknown(DomainError):
    """Nothing was ever signed for this many entries."""

    code = "log_head_unknown"
    status = 404
    message = gettext_noop("The public log signed no head of this size. The newest has %(size)s.")
    remedy = gettext_noop("Ask for the size that stands in a checkpoint or in a receipt.")


class LogAskedWrongly(DomainError):
    """The question is not one that the interface knows."""

    code = "log_asked_wrongly"
    status = 400
    message = gettext_noop("“%(what)s” is missing, or is not written as it must be.")
    remedy = gettext_noop(
        "Sizes and places are whole numbers without a sign; a hash is 64 small hexadecimal digits."
    )


class LogFileUnknown(DomainError):
    """No file of this name is published."""

    code = "log_file_unknown"
    status = 404
    message = gettext_noop("The public log has no file of this name.")
    remedy = gettext_noop("Parts of tiles give way to the whole tile once it is full.")


class LogFileWithheld(DomainError):
    """The law withholds the content; the hashes are published in its place."""

    code = "log_file_withheld"
    status = 451
    message = gettext_noop("What stands in these entries is withheld by law.")
    remedy = gettext_noop("Their hashes are published under tile/redacted, so every root holds.")


class LogEntryWithheld(DomainError):
    """The law withholds what the entry says; its hash is published in its place."""

    code = "log_entry_withheld"
    status = 451
    message = gettext_noop("What entry %(index)s of the public log says is withheld by law.")
    remedy = gettext_noop("Its hash is published under tile/redacted, so every root holds.")


class LogProofFails(DomainError):
    """A proof that was worked out here does not lead to the signed head: none is handed out."""

    code = "log_proof_fails"
    status = 503
    message = gettext_noop("A proof could not be given: it does not lead to the signed head.")
    remedy = gettext_noop("Whoever runs the site finds the reason with ./liushui log check.")
