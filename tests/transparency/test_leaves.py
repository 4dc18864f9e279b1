"""Leaves: one byte form, nothing unforeseen, and no way to write a person into one."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liushui.kernel.ids import is_resident_id
from liushui.transparency.format.canonical import BadBytes, canonical, parsed
from liushui.transparency.format.disclosures import digest, disclosure, fresh_disclosure, slots
from liushui.transparency.format.kinds import KINDS
from liushui.transparency.format.leaves import leaf_bytes, parsed_leaf
from tests.transparency import vectors as v
from tests.transparency.leaves import leaf, org

PLAIN = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcxyz_09", max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
PHONES = ["13800138000", "138-0013-8000", "+8613800138000", "010-66001234", "8613800138000"]
NAMES = ["王小明", "Wáng", "阿依努尔·买买提", "Wang Xiaoming", "wang@example.org"]


def resident_ids() -> list[str]:
    drawn = random.Random(6)  # noqa: S311 - the same numbers each time
    found = []
    while len(found) < 200:
        stem = f"53{drawn.randrange(10**4):04}19{drawn.randrange(50, 99)}0{drawn.randrange(1, 10)}"
        stem += f"{drawn.randrange(1, 29):02}{drawn.randrange(1000):03}"
        found += [stem + last for last in "0123456789X" if is_resident_id(stem + last)]
    return found


@given(PLAIN)
def test_what_is_written_reads_back_and_has_one_spelling(value: Any) -> None:
    content = canonical(value)
    assert parsed(content) == value
    assert json.loads(content) == value
    loose = json.dumps(value, ensure_ascii=False).encode()
    if loose != content:
        with pytest.raises(BadBytes):
            parsed(loose)


@pytest.mark.parametrize(
    "content",
    [b"1.0", b"1e2", b"null", b"NaN", b'{"a":1,"a":1}', b'{"b":1,"a":1}', b"[1, 2]",
     b"9007199254740992", b"-0", b'"\\u0061"', b'"\\ud800"', b"\xff", b"[" * 3000,
     b'{"\xc3\xa9":1}', b" 1", b"1\n", b""],
)  # fmt: skip
def test_other_json_is_refused(content: bytes) -> None:
    with pytest.raises(BadBytes):
        parsed(content)


def test_members_and_escapes_stand_as_rfc_8785_says() -> None:
    value = {"b": ['€$\u000f\nA\'B"\\"/', True], "a": -1}
    assert canonical(value) == (b'{"a":-1,"b":["\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\"/",true]}')


@pytest.mark.parametrize(
    "kind", ["donation", "refund", "disburse", "correction", "hours", "doc", "summary"]
)
def test_a_leaf_reads_back(kind: str) -> None:
    refers = {"ref": 0, "ref_hash": "00" * 32} if kind in {"refund", "correction"} else {}
    one = leaf(kind, **refers)
    assert parsed_leaf(leaf_bytes(one)) == one


@pytest.mark.parametrize(
    "changed",
    [{"amt": None}, {"amt": 0}, {"amt": 1.0}, {"amt": True}, {"amt": "1"}, {"amt_hidden": True},
     {"v": 2}, {"v": True}, {"k": "gift"}, {"k": None}, {"k": ["donation"]}, {"no": 0},
     {"no": None}, {"d": "2026-02-30"}, {"d": "2026-3-1"}, {"d": "２０２６-03-01"}, {"sd": []},
     {"sd": slots([])[::-1]}, {"sd": [slots([])[0]] * 8}, {"cur": "cny"}, {"prj": "P2026001\n"},
     {"name": "x"}, {"org": "1" * 18}],
)  # fmt: skip
def test_what_the_kind_does_not_foresee_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadBytes):
        leaf_bytes(leaf(**changed))


@pytest.mark.parametrize("member", ["prj", "ch", "restr", "cur", "org", "d", "k"])
@pytest.mark.parametrize("personal", [*PHONES, *NAMES, *resident_ids()[:20]])
def test_nobody_can_be_written_into_a_leaf(member: str, personal: str) -> None:
    with pytest.raises(BadBytes):
        leaf_bytes(leaf(**{member: personal}))


def test_no_identity_number_passes_for_an_organisation() -> None:
    for number in resident_ids():
        with pytest.raises(BadBytes):
            leaf_bytes(leaf(org=number))


def test_a_leaf_is_bounded() -> None:
    with pytest.raises(BadBytes):
        leaf_bytes(leaf("erasure", idx=[2**53 - 1] * 250))
    with pytest.raises(BadBytes):
        parsed_leaf(leaf_bytes(leaf()) + b" " * 4096)


def test_an_erasure_of_fewer_than_twenty_is_refused() -> None:
    with pytest.raises(BadBytes):
        leaf_bytes(leaf("erasure", idx=list(range(19))))
    assert leaf_bytes(leaf("erasure", idx=list(range(20))))


def test_every_kind_of_the_design_is_registered() -> None:
    assert set(KINDS) == {
        "donation", "refund", "correction", "alloc", "expense", "disburse", "goods_in",
        "goods_move", "goods_out", "goods_ack", "hours", "summary", "doc", "policy", "key",
        "anchor", "erasure", "genesis", "income", "transfer", "certificate",
    }  # fmt: skip


@pytest.mark.parametrize("published", v.DISCLOSURES)
def test_digests_of_disclosures_are_the_published_ones(published: str) -> None:
    assert digest(published) == v.DISCLOSURES[published]


def test_a_leaf_holds_eight_digests_however_many_stand_behind() -> None:
    for number in range(9):
        said = [fresh_disclosure("name", "林") for _ in range(number)]
        made = slots(said)
        assert len(set(made)) == 8
        assert made == sorted(made)
        assert set(map(digest, said)) <= set(made)
    with pytest.raises(BadBytes):
        slots([fresh_disclosure("name", "林") for _ in range(9)])


def test_a_disclosure_needs_a_field_and_a_long_salt() -> None:
    for field, salt in (("name", bytes(31)), ("Name", bytes(32)), ("", bytes(32))):
        with pytest.raises(BadBytes):
            disclosure(field, "林", salt)
    assert fresh_disclosure("name", "林") != fresh_disclosure("name", "林")


def test_the_organisation_of_the_tests_is_one() -> None:
    assert leaf_bytes(leaf(org=org()))
