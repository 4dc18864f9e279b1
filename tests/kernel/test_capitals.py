import pytest

from liushui.kernel.capitals import capital_yuan


@pytest.mark.parametrize(
    ("minor", "written"),
    [
        (1409_50, "壹仟肆佰零玖元伍角"),
        (6007_14, "陆仟零柒元壹角肆分"),
        (1680_32, "壹仟陆佰捌拾元叁角贰分"),
        (107000_53, "壹拾万柒仟元伍角叁分"),
        (16409_02, "壹万陆仟肆佰零玖元零贰分"),
        (325_04, "叁佰贰拾伍元零肆分"),
        (10_00, "壹拾元整"),
        (1, "壹分"),
        (50, "伍角"),
        (0, "零元整"),
        (100_05_00, "壹万零伍元整"),
        (1_0000_0001_00, "壹亿零壹元整"),
        (1000_0500_00, "壹仟万零伍佰元整"),
        (3_1454_0755_69, "叁亿壹仟肆佰伍拾肆万零柒佰伍拾伍元陆角玖分"),
        (2_0000_0000_0000_00, "贰万亿元整"),
        (90_0719_9254_7409_91, "玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分"),
    ],
)
def test_amounts_are_written_as_the_rule_asks(minor, written):
    assert capital_yuan(minor) == written


def test_an_amount_below_zero_has_no_capitals():
    with pytest.raises(ValueError, match="sign"):
        capital_yuan(-1)
