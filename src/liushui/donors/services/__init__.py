"""What donors does: statements as papers and sheets, and the message that one is there."""

from liushui.donors.services.papers import statement_pdf, statement_xlsx, year_pdf
from liushui.donors.services.telling import tell_statements

__all__ = ["statement_pdf", "statement_xlsx", "tell_statements", "year_pdf"]
