"""What may be done about signing in."""

from liushui.accounts.services.code_apps import (
    SecondCodeWrong,
    add_code_app,
    app_address,
    new_secret,
    remove_code_app,
    use_code_app,
)
from liushui.accounts.services.entering import (
    Entrance,
    end_other_sessions,
    end_session,
    end_sessions_of,
    forget_session,
    keep_entrance,
    rename_session,
    seen,
)
from liushui.accounts.services.leaving import when_signed_out_everywhere
from liushui.accounts.services.numbers import (
    NumberSame,
    change_number,
    confirm_own_phone,
    own_phone,
    send_code_to_new_number,
    send_code_to_own_phone,
)
from liushui.accounts.services.passkeys import (
    Challenge,
    PasskeysFull,
    PasskeyWrong,
    Site,
    add_passkey,
    challenge_to_add,
    challenge_to_use,
    remove_passkey,
    use_passkey,
)
from liushui.accounts.services.passwords import (
    Guess,
    PasswordWeak,
    PasswordWrong,
    remove_password,
    set_password,
    sign_in_with_password,
)
from liushui.accounts.services.recovery import (
    RecoveryCodeWrong,
    make_recovery_codes,
    use_recovery_code,
)
from liushui.accounts.services.trying import TooManyGuesses

__all__ = [
    "Challenge",
    "Entrance",
    "Guess",
    "NumberSame",
    "PasskeyWrong",
    "PasskeysFull",
    "PasswordWeak",
    "PasswordWrong",
    "RecoveryCodeWrong",
    "SecondCodeWrong",
    "Site",
    "TooManyGuesses",
    "add_code_app",
    "add_passkey",
    "app_address",
    "challenge_to_add",
    "challenge_to_use",
    "change_number",
    "confirm_own_phone",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "forget_session",
    "keep_entrance",
    "make_recovery_codes",
    "new_secret",
    "own_phone",
    "remove_code_app",
    "remove_passkey",
    "remove_password",
    "rename_session",
    "seen",
    "send_code_to_new_number",
    "send_code_to_own_phone",
    "set_password",
    "sign_in_with_password",
    "use_code_app",
    "use_passkey",
    "use_recovery_code",
    "when_signed_out_everywhere",
]
