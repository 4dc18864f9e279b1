"""What documents offers to others: numbers without gaps, and papers that carry them."""

from liushui.documents.services.certificates import (
    CertificateFacts,
    DocumentKeyReused,
    certificate_paper,
    issue_certificate,
    number_certificate,
)
from liushui.documents.services.letters import LetterFacts, thanks_paper
from liushui.documents.services.lists import ListedLine, ListFacts, ListTable, number_list
from liushui.documents.services.numbers import claim_id, next_number, number_in_year
from liushui.documents.services.papers import (
    CHECK_PAGE,
    NewPaper,
    NumberWrong,
    bytes_of,
    check_url,
    draw_or_note,
    draw_paper,
    is_check_code,
    lock_key,
    number_papers,
    redraw_paper,
    reverse_paper,
    spoil_number,
    undrawn,
)
from liushui.documents.services.receipts import (
    FiscalNumbers,
    ReceiptFacts,
    receipt_paper,
    receipt_reversal,
)
from liushui.documents.services.reports import ReportFacts, ReportTable, issue_report
from liushui.documents.services.statements import StatedGift, StatementFacts, issue_statement

__all__ = [
    "CHECK_PAGE",
    "CertificateFacts",
    "DocumentKeyReused",
    "FiscalNumbers",
    "LetterFacts",
    "ListFacts",
    "ListTable",
    "ListedLine",
    "NewPaper",
    "NumberWrong",
    "ReceiptFacts",
    "ReportFacts",
    "ReportTable",
    "StatedGift",
    "StatementFacts",
    "bytes_of",
    "certificate_paper",
    "check_url",
    "claim_id",
    "draw_or_note",
    "draw_paper",
    "is_check_code",
    "issue_certificate",
    "issue_report",
    "issue_statement",
    "lock_key",
    "next_number",
    "number_certificate",
    "number_in_year",
    "number_list",
    "number_papers",
    "receipt_paper",
    "receipt_reversal",
    "redraw_paper",
    "reverse_paper",
    "spoil_number",
    "thanks_paper",
    "undrawn",
]
