"""Applications to come in, board lists, bank accounts, and which parts an organisation uses."""

from liushui.onboarding.models.accounts import BankAccount
from liushui.onboarding.models.applications import Application, HandedCertificate, Welcome
from liushui.onboarding.models.boards import Board, BoardMember
from liushui.onboarding.models.parts import OwedStep, PartSetting

__all__ = [
    "Application",
    "BankAccount",
    "Board",
    "BoardMember",
    "HandedCertificate",
    "OwedStep",
    "PartSetting",
    "Welcome",
]
