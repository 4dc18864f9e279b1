"""What may be done to the settings, and the first set-up."""

from liushui.installation.services.backups import (
    BackupFailed,
    BackupPlaceMissing,
    BackupPlaceUnfit,
    back_up,
)
from liushui.installation.services.changing import ReasonMissing, change_settings, try_group
from liushui.installation.services.first_setup import (
    SETTING_UP,
    OperatorAsked,
    PersonAsked,
    SetupIncomplete,
    TokenWrong,
    finish_setup,
    name_operator,
    name_person,
    require_token,
)
from liushui.installation.services.starting_anew import CHANNEL, start_anew

__all__ = [
    "CHANNEL",
    "SETTING_UP",
    "BackupFailed",
    "BackupPlaceMissing",
    "BackupPlaceUnfit",
    "OperatorAsked",
    "PersonAsked",
    "ReasonMissing",
    "SetupIncomplete",
    "TokenWrong",
    "back_up",
    "change_settings",
    "finish_setup",
    "name_operator",
    "name_person",
    "require_token",
    "start_anew",
    "try_group",
]
