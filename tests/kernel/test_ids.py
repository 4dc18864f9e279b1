"""Numbers that people copy by hand: the published vectors, and every slip of the hand."""

from datetime import date

import pytest
from stdnum.cn import ric, uscc

from liushui.kernel import ids

CREDIT_CODES = ["91110000600037341L", "531100006684027126", "52620600MJY949356H"]
RESIDENT_IDS = [
    "11010519491231002X",  # the standard's own example
    "440308199901101512",
    "810000199408230021",  # residence permit for Hong Kong residents
    "830000199201300022",  # and for Taiwan residents
]
REFERENCE = ids.reference_of(date(2026, 7, 18), "7KQ2MR4T")


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_real_credit_code_is_right_and_the_second_opinion_agrees(code: str) -> None:
    assert ids.is_credit_code(code)
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    "first_17", ["N2110000MF0123456", "A1110000MB1234567", "Y1110000600037341"]
)
def test_a_credit_code_may_begin_with_letters(first_17: str) -> None:
    code = first_17 + ids.credit_code_check(first_17)
    assert ids.is_credit_code(code)
    assert not uscc.is_valid(code), "the second opinion wants digits there: it is wrong, not we"


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_each_slip_in_a_credit_code_is_caught(code: str) -> None:
    for place in range(18):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if other != code[place]:
                assert not ids.is_credit_code(code[:place] + other + code[place + 1 :])
    for swapped in neighbour_swaps(code):
        assert not ids.is_credit_code(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "91110000600037341",
        "91110000600037341LX",
        "91110000600037341l",
        "9111000060003734IO",
        " " * 18,
    ],
)
def test_what_has_not_the_form_is_no_credit_code(text: str) -> None:
    assert not ids.is_credit_code(text)


@pytest.mark.parametrize("text", RESIDENT_IDS)
def test_resident_numbers_pass_whatever_their_region(text: str) -> None:
    assert ids.is_resident_id(text)
    if text[:2] not in {"81", "83"}:  # the second opinion does not know these regions
        assert ric.is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310020",  # wrong check
        "11010519490231002X",  # no 31 February
        "11010519491231002x",
        "110105491231002",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",  # digits, but not ours
        "",
    ],
)
def test_a_wrong_resident_number_is_refused(text: str) -> None:
    assert not ids.is_resident_id(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("53110000500020083NA18001", True),
        ("53110000500020083NP20001-1", True),
        ("53110000500020083NB18001", False),
        ("53110000500020083NA1800", False),
        ("53110000500020083IA18001", False),
    ],
)
def test_the_form_of_a_filing_number(text: str, right: bool) -> None:  # noqa: FBT001
    assert ids.is_filing_number(text) is right


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("19912345678", "19912345678"),
        ("+852 6123 4567", "+85261234567"),
        ("+853 6123 4567", "+85361234567"),
        ("00886 912 345 678", "+886912345678"),
        ("12812345678", ""),
        ("1381234567", ""),
        ("138123456789", ""),
        ("+1 212 555 0100", ""),
        ("010-62345678", ""),
        ("", ""),
        ("١٣٨١٢٣٤٥٦٧٨", ""),
    ],
)
def test_one_phone_has_one_written_form(written: str, normal: str) -> None:
    assert ids.normal_phone(written) == normal


def test_a_reference_is_read_back() -> None:
    assert REFERENCE.startswith("LS-20260718-7KQ2MR4T-")
    assert ids.is_reference(REFERENCE)


def test_each_slip_in_a_reference_is_caught() -> None:
    for place, right in enumerate(REFERENCE):
        for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-":
            if other != right:
                assert not ids.is_reference(REFERENCE[:place] + other + REFERENCE[place + 1 :])


def test_each_swap_of_neighbours_in_a_reference_is_caught() -> None:
    for swapped in neighbour_swaps(REFERENCE):
        assert not ids.is_reference(swapped)
    stem_and_check = REFERENCE.replace("-", "")[2:]
    for swapped in neighbour_swaps(stem_and_check):  # also across a hyphen
        text = f"LS-{swapped[:8]}-{swapped[8:16]}-{swapped[16]}"
        assert not ids.is_reference(text)


def test_fresh_references_differ_and_are_right() -> None:
    fresh = {ids.new_reference(date(2026, 7, 18)) for _ in range(1_000)}
    assert len(fresh) == 1_000
    assert all(ids.is_reference(reference) for reference in fresh)


def neighbour_swaps(text: str) -> set[str]:
    return {
        text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        for i in range(len(text) - 1)
        if text[i] != text[i + 1]
    }
