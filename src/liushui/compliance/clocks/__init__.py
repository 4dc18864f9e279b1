"""The clocks: from plain facts to what is owed by which day. Pure; no table is read here."""

from liushui.compliance.clocks.obligations import Obligation, Span, span_of, standing
from liushui.compliance.clocks.reading import Facts, obligations_on

__all__ = ["Facts", "Obligation", "Span", "obligations_on", "span_of", "standing"]
