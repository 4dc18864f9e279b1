import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liushui.kernel.digests import Value, content_digest

contents = st.dictionaries(
    st.text(max_size=8), st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.none())
)


@given(contents)
def test_the_order_of_writing_does_not_matter(content: dict[str, Value]) -> None:
    assert content_digest(dict(reversed(content.items()))) == content_digest(content)


@given(contents, contents)
def test_other_content_has_another_digest(one: dict[str, Value], other: dict[str, Value]) -> None:
    same = {k: (type(v), v) for k, v in one.items()} == {k: (type(v), v) for k, v in other.items()}
    assert (content_digest(one) == content_digest(other)) is same


def test_the_byte_form_is_fixed_for_good() -> None:
    expected = hashlib.sha256('{"a":1,"名":"林"}'.encode()).digest()
    assert content_digest({"名": "林", "a": 1}) == expected


def test_a_float_has_no_byte_form() -> None:
    with pytest.raises(TypeError):
        content_digest({"amount": 1.0})  # type: ignore[dict-item]
