"""What an operator may set for regular gifts, and what is refused."""

import pytest

from liushui.installation.declared import SettingWrong, setting_of
from liushui.recurring.settings_declared import LEAST_DAYS, MOST_DAYS


@pytest.mark.parametrize(
    ("key", "good", "wrong"),
    [
        (
            "recurring.notice_days",
            (str(LEAST_DAYS), "5", str(MOST_DAYS)),
            ("1", "7", "x", "-2", ""),
        ),
        ("recurring.failures", ("1", "3", "12"), ("0", "13", "three")),
        ("recurring.wechat_plan_id", ("", "12535"), ("P12535", "１２")),
    ],
)
def test_only_what_can_work_is_kept(
    key: str, good: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    check = setting_of(key).check
    assert check is not None
    for text in good:
        check(text)
    for text in wrong:
        with pytest.raises(SettingWrong):
            check(text)


def test_five_days_are_the_notice_unless_somebody_says_otherwise() -> None:
    assert setting_of("recurring.notice_days").default == "5"
