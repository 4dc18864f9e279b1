import pytest
from hypothesis import given
from hypothesis import strategies as st

from liushui.kernel.masks import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林晓", "林*"),
        ("林晓雨", "林**"),
        (" 林 晓 ", "林*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("諸葛亮", "諸葛*"),
        ("林", "*"),
        ("", ""),
        ("阿依古丽·买买提", "阿**"),
        ("John Smith", "J**"),
        ("某某慈善基金会", "某**"),
        ("𠮷野家", "𠮷**"),
    ],
)
def test_a_name_keeps_its_surname_only(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@given(st.text(max_size=30))
def test_no_mask_tells_more_than_two_places(name: str) -> None:
    shown = mask_name(name)
    assert len(shown.replace("*", "")) <= 2
    is_seen = any(sign.isprintable() and not sign.isspace() for sign in name)
    assert ("*" in shown) == is_seen


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+85261234567", "+852****4567"),
        ("+886912345678", "+886****5678"),
        ("12345", "****"),
        ("", "****"),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\ufeff", "\x00", "\u2066"])
def test_signs_that_nobody_sees_are_no_part_of_a_mask(unseen: str) -> None:
    assert mask_name(f"{unseen}林{unseen}晓雨") == "林**"
    assert mask_name(unseen) == ""
