"""What the books do by hand: proposed by one person, agreed by another, carried out at once."""

from liushui.books.services.acts import ACTS, Act
from liushui.books.services.deciding import agree, decline, withdraw
from liushui.books.services.proposing import Asked, propose_instruction
from liushui.books.services.rehearsing import Rehearsed, rehearse
from liushui.books.services.sealing import seal_books

__all__ = [
    "ACTS",
    "Act",
    "Asked",
    "Rehearsed",
    "agree",
    "decline",
    "propose_instruction",
    "rehearse",
    "seal_books",
    "withdraw",
]
