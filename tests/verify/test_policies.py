"""The file that says whom somebody trusts, and keys that nobody should."""

import pytest

from liushui.transparency.format import notes
from liushui_verify.encoding import from_json
from liushui_verify.merkle import is_consistent, is_included
from liushui_verify.notes import Key, Note
from liushui_verify.outcomes import Invalid
from liushui_verify.policies import Policy
from tests.transparency import vectors as v
from tests.verify.logs import AT, AUDITOR, LOG, UNIVERSITY, a_log, policy, vkey

BASE = f"log {vkey(LOG)}\nwitness U {vkey(UNIVERSITY)}\nwitness A {vkey(AUDITOR)}\n"
C = notes.WitnessSigner("witness.c.example", b"\x04" * 32)


@pytest.mark.parametrize(
    "text",
    ["", "quorum none\n", BASE, BASE + "quorum X\n", BASE + "quorum U\nquorum A\n",
     BASE + "group g 3 U A\nquorum g\n", BASE + "group g 0 U A\nquorum g\n",
     BASE + "group g any U U\nquorum g\n", BASE + "group g any U\ngroup h any U A\nquorum h\n",
     BASE + "group g any\nquorum g\n", BASE + "group none any U\nquorum none\n",
     BASE + "group g any h\ngroup h any U\nquorum g\n", BASE + "group U any A\nquorum U\n",
     BASE + f"witness B {vkey(AUDITOR)}\nquorum none\n",
     BASE + f"log {vkey(UNIVERSITY)}\nquorum none\n", BASE + f"log {vkey(LOG)}\nquorum none\n",
     BASE + "quorum none\nnonsense\n", BASE + "quorum none\r\n",
     BASE + f"witness L {vkey(LOG)}\nquorum none\n", BASE + "group g +1 U\nquorum g\n"],
)  # fmt: skip
def test_a_policy_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Policy.read(text.encode())


@pytest.mark.parametrize(
    ("quorum", "by", "holds"),
    [("group q 2 U A C\nquorum q", "UA", True), ("group q 2 U A C\nquorum q", "C", False),
     ("group q any U A C\nquorum q", "C", True), ("group q all U A C\nquorum q", "UA", False),
     ("group p any U A\ngroup q all p C\nquorum q", "UA", False),
     ("group p any U A\ngroup q all p C\nquorum q", "AC", True), ("quorum U", "A", False),
     ("quorum U", "U", True), ("quorum none", "", True)],
)  # fmt: skip
def test_the_quorum_is_counted_as_the_policy_says(quorum: str, by: str, holds: bool) -> None:  # noqa: FBT001
    witnesses = {"U": UNIVERSITY, "A": AUDITOR, "C": C}
    read = Policy.read(f"{BASE}witness C {vkey(C)}\n{quorum}\n".encode())
    note = a_log(3).note(by=[LOG, *(witnesses[name] for name in by)])
    assert read.standing(Note.read(note), since=None, now=AT).has_quorum is holds


def test_a_witness_cannot_stand_in_for_the_log() -> None:
    read = Policy.read(policy())
    with pytest.raises(Invalid):
        read.standing(Note.read(a_log(3).note(by=(UNIVERSITY, AUDITOR))), since=None, now=AT)


@pytest.mark.parametrize("published", v.OTHER_VKEYS)
def test_published_keys_are_read(published: str) -> None:
    assert Key.read(published).name == published.split("+", maxsplit=1)[0]


@pytest.mark.parametrize(
    "bent",
    [v.NOTE_VKEY + "A", v.NOTE_VKEY[:-4], v.NOTE_VKEY.replace("530d", "530e"), "", "a+b", "a+b+c",
     v.NOTE_VKEY.replace("foo", "fo o"), v.NOTE_VKEY.replace("530d903a", "530D903A")],
)  # fmt: skip
def test_a_bent_key_is_refused(bent: str) -> None:
    with pytest.raises(Invalid):
        Key.read(bent)


def _doubled(point: tuple[int, int]) -> tuple[int, int]:
    """On Ed25519, written out: what is doubled three times to nothing is of small order."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    x, y = point
    k = d * x * x * y * y % p
    return 2 * x * y * pow(1 + k, -1, p) % p, (y * y + x * x) * pow(1 - k, -1, p) % p


def _small_order() -> set[bytes]:
    p = 2**255 - 19
    d, root = -121665 * pow(121666, -1, p) % p, pow(2, (p - 1) // 4, p)
    found = set()
    for y in {int.from_bytes(text, "little") for text in _candidates()}:
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * root % p
        if x * x % p == square:
            point = (x, y % p)
            for _ in range(3):
                point = _doubled(point)
            if point == (0, 1):
                found.add(y.to_bytes(32, "little"))
    return found


def _candidates() -> set[bytes]:
    from liushui_verify.notes import _SMALL_ORDER

    return set(_SMALL_ORDER)


def test_keys_of_small_order_are_refused() -> None:
    found = _small_order()
    assert len(found) == 7
    for public in found:
        for sign in (0, 0x80):
            bent = public[:31] + bytes([public[31] | sign])
            with pytest.raises(Invalid):
                Key.read(notes.vkey("log.example.org", notes.ED25519, bent))


def test_published_proofs_are_accepted_and_every_other_end_is_not() -> None:
    hashes = [bytes.fromhex(one) for one in v.RFC_ROOTS]
    from liushui_verify.merkle import leaf_hash

    for (index, size), proof in v.RFC_INCLUSION.items():
        path = [bytes.fromhex(one) for one in proof]
        mine = leaf_hash(v.RFC_LEAVES[index])
        assert is_included(mine, index, size, path, hashes[size])
        assert not is_included(mine, index, size, [*path, bytes(32)], hashes[size])
        assert not is_included(mine, index, size, path[:-1], hashes[size]) or not path
        assert not is_included(mine, index + 1, size, path, hashes[size])
        assert not is_included(mine[:-1], index, size, path, hashes[size])
        assert not is_included(mine, index - size, size, path, hashes[size])
    for (old, new), proof in v.RFC_CONSISTENCY.items():
        path = [bytes.fromhex(one) for one in proof]
        assert is_consistent(old, new, hashes[old], hashes[new], path)
        assert not is_consistent(old, new, hashes[old], hashes[new], [*path, bytes(32)])
        assert not is_consistent(new, old, hashes[new], hashes[old], path) or old == new
        assert not is_consistent(old, new, hashes[new], hashes[old], path) or old == new
    assert not is_consistent(0, 8, hashes[1], hashes[8], [])


def test_the_published_checkpoint_is_accepted() -> None:
    read = Policy.read(f"log {v.SIGNED_VKEY}\nquorum none\n".encode())
    text = f"{v.SIGNED_LOG}\n15\n{v.SIGNED_ROOTS[15]}\n\n{v.SIGNED_LINE}"
    assert read.standing(Note.read(text), since=None, now=AT).has_quorum


@pytest.mark.parametrize(
    "content", [b"1.0", b"null", b'{"a":1,"a":2}', b'{"b":1,"a":1}', b"9007199254740992", b"-0",
                b'"\\u0061"', b'"\\ud800"', b"[1, 2]", b"[" * 3000, b"\xff", b""],
)  # fmt: skip
def test_json_has_one_spelling(content: bytes) -> None:
    with pytest.raises(Invalid):
        from_json(content)
