"""What is done to the log: open it, owe it records, let it grow, publish it, prove from it."""

from liushui.transparency.services.accompanying import accompany, accompany_always
from liushui.transparency.services.keeping import keep_forever
from liushui.transparency.services.opening import open_the_log, owe, owe_what_is_missing
from liushui.transparency.services.proving import export_log, receipt_of
from liushui.transparency.services.publishing import publish
from liushui.transparency.services.sequencing import sequence, sequence_all
from liushui.transparency.services.withholding import withhold

__all__ = [
    "accompany",
    "accompany_always",
    "export_log",
    "keep_forever",
    "open_the_log",
    "owe",
    "owe_what_is_missing",
    "publish",
    "receipt_of",
    "sequence",
    "sequence_all",
    "withhold",
]
