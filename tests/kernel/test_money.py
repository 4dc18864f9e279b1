"""Money never loses a fen, and never guesses at what a person wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liushui.kernel.money import (
    MAX_UNITS,
    AmountOutOfRange,
    AmountUnreadable,
    Money,
    format_yuan,
    parse_yuan,
)

amounts = st.integers(-MAX_UNITS, MAX_UNITS)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@given(amounts, weights)
def test_sharing_loses_nothing(minor: int, shares: list[int]) -> None:
    parts = Money(minor).allocate(shares)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part.minor - minor * weight / sum(shares)) <= 1 + abs(minor) / 2**50
        assert weight or not part


def test_the_earliest_shares_carry_the_remainder() -> None:
    assert [part.minor for part in Money(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(1).allocate([0, 1, 1])] == [0, 1, 0]


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1]])
def test_money_cannot_be_shared_among_nobody(bad: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100).allocate(bad)


@given(amounts)
def test_what_is_written_is_read_back(minor: int) -> None:
    assert parse_yuan(format_yuan(minor)) == Money(minor)


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    try:
        amount = parse_yuan(text)
    except (AmountUnreadable, AmountOutOfRange):
        return
    assert parse_yuan(format_yuan(amount.minor)) == amount


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.34", 1234),
        ("0.1", 10),
        ("１２．５", 1250),
        ("￥1,234,567.89", 123456789),
        ("500元", 50000),
        (" 100 ", 10000),
        ("-3.20", -320),
    ],
)
def test_yuan_are_read_as_people_write_them(text: str, minor: int) -> None:
    assert parse_yuan(text) == Money(minor)


@pytest.mark.parametrize(
    "text", ["", "1.005", "1.", ".5", "12,34", "1e3", "1 000", "abc", "--1", "1.2.3", "١٢"]
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable) as refused:
        parse_yuan(text)
    assert refused.value.code == "amount_unreadable"


def test_an_amount_that_no_reader_could_hold_is_refused() -> None:
    assert Money(MAX_UNITS).minor == MAX_UNITS
    with pytest.raises(AmountOutOfRange) as refused:
        Money(MAX_UNITS + 1)
    assert refused.value.code == "amount_out_of_range"


def test_currencies_do_not_mix_and_floats_do_not_exist() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money(1) + Money(1, "HKD")
    with pytest.raises(TypeError):
        Money(1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(True)


@given(st.integers(-(10**15) // 4, 10**15 // 4), st.integers(-(10**15) // 4, 10**15 // 4))
def test_adding_and_taking_away_undo_each_other(a: int, b: int) -> None:
    assert Money(a) + Money(b) - Money(b) == Money(a)
    negative = -Money(a)
    assert -negative == Money(a)
    assert bool(Money(a)) is (a != 0)
