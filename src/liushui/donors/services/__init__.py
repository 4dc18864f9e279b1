"""What donors does: statements as papers and sheets, and the message that one is there."""

from liushui.donors.services.papers import (
    follow_return,
    statement_pdf,
    statement_xlsx,
    year_pdf,
)
from liushui.donors.services.telling import tell_statements

__all__ = ["follow_return", "statement_pdf", "statement_xlsx", "tell_statements", "year_pdf"]
