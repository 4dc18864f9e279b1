"""What may be done to the settings, and the first set-up."""

from liushui.installation.services.backups import (
    BackupFailed,
    BackupPlaceMissing,
    BackupPlaceUnfit,
    back_up,
    back_up_keys,
)
from liushui.installation.services.changing import (
    ReasonMissing,
    SecondPersonNeeded,
    change_settings,
    try_group,
)
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
from liushui.installation.services.proposing import decide_settings, propose_settings
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
    "SecondPersonNeeded",
    "SetupIncomplete",
    "TokenWrong",
    "back_up",
    "back_up_keys",
    "change_settings",
    "decide_settings",
    "finish_setup",
    "name_operator",
    "name_person",
    "propose_settings",
    "require_token",
    "start_anew",
    "try_group",
]
