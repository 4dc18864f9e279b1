"""The fiscal service for electronic receipts (财政电子票据): one protocol for all of them."""

from liushui.papers.fiscal.protocol import (
    FiscalAnswer,
    FiscalRefused,
    FiscalRequest,
    FiscalService,
    FiscalSilent,
    fiscal_service,
    use_fiscal_service,
)

__all__ = [
    "FiscalAnswer",
    "FiscalRefused",
    "FiscalRequest",
    "FiscalService",
    "FiscalSilent",
    "fiscal_service",
    "use_fiscal_service",
]
