"""Duties and their steps, days, what people state, self-checks and half-year reports."""

from liushui.compliance.models.checks import Finding, SelfCheck
from liushui.compliance.models.days import ClockDay, ClockTrouble, WorkingDayList
from liushui.compliance.models.duties import Duty, DutyStep, Fulfilment
from liushui.compliance.models.operations import OperationsReport, PlatformEntry
from liushui.compliance.models.stated import Confirmation, Happening, ResponseEnd, YearFigures

__all__ = [
    "ClockDay",
    "ClockTrouble",
    "Confirmation",
    "Duty",
    "DutyStep",
    "Finding",
    "Fulfilment",
    "Happening",
    "OperationsReport",
    "PlatformEntry",
    "ResponseEnd",
    "SelfCheck",
    "WorkingDayList",
    "YearFigures",
]
