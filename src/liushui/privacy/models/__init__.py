"""What privacy keeps: requests, who is locked away, breaches, assessments, notices to the log."""

from liushui.privacy.models.keeping import LockedAway, LockedOpening, RetentionRun
from liushui.privacy.models.registers import Assessment, Breach, BreachStep, ErasureNotice
from liushui.privacy.models.requests import DataCopy, DataGiven, DataRequest, Guardianship

__all__ = [
    "Assessment",
    "Breach",
    "BreachStep",
    "DataCopy",
    "DataGiven",
    "DataRequest",
    "ErasureNotice",
    "Guardianship",
    "LockedAway",
    "LockedOpening",
    "RetentionRun",
]
