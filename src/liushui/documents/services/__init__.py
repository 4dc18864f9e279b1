"""What documents offers to others: numbers without gaps, and papers that carry them."""

from liushui.documents.services.certificates import (
    CertificateFacts,
    DocumentKeyReused,
    issue_certificate,
    redraw_certificate,
)
from liushui.documents.services.numbers import claim_id, next_number, number_in_year
from liushui.documents.services.reports import ReportFacts, ReportTable, issue_report
from liushui.documents.services.statements import StatedGift, StatementFacts, issue_statement

__all__ = [
    "CertificateFacts",
    "DocumentKeyReused",
    "ReportFacts",
    "ReportTable",
    "StatedGift",
    "StatementFacts",
    "claim_id",
    "issue_certificate",
    "issue_report",
    "issue_statement",
    "next_number",
    "number_in_year",
    "redraw_certificate",
]
