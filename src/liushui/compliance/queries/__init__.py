"""What is asked about rules, duties, days and reports."""

from liushui.compliance.queries.duties import board, duties_of, duty_for
from liushui.compliance.rulebook import Rule
from liushui.compliance.states import WATCHED

__all__ = ["WATCHED", "Rule", "board", "duties_of", "duty_for"]
