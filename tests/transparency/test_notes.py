"""Signed notes: published keys and signatures come out byte for byte."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from liushui.transparency.format import notes
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import Checkpoint
from tests.transparency import vectors as v

HEAD = Checkpoint("log.example.org/2026", 10, bytes(range(32)))


@pytest.mark.parametrize("published", v.OTHER_VKEYS)
def test_key_ids_are_the_published_ones(published: str) -> None:
    name, number, said = published.split("+", 2)
    kind, public = notes.from_base64(said)[0], notes.from_base64(said)[1:]
    assert notes.key_id(name, kind, public).hex() == number
    assert notes.vkey(name, kind, public) == published


def test_a_published_checkpoint_is_signed_alike() -> None:
    signer = notes.LogSigner(v.SIGNED_LOG, notes.from_base64(v.SIGNED_SEED)[1:])
    assert notes.vkey(signer.name, signer.kind, signer.public) == v.SIGNED_VKEY
    head = Checkpoint(v.SIGNED_LOG, 15, notes.from_base64(v.SIGNED_ROOTS[15]))
    note = notes.signed(head, [signer], at=0)
    assert note == f"{v.SIGNED_LOG}\n15\n{v.SIGNED_ROOTS[15]}\n\n{v.SIGNED_LINE}"
    assert notes.said_checkpoint(note) == head


def test_the_published_note_verifies() -> None:
    public = notes.from_base64(v.NOTE_VKEY.split("+", 2)[2])[1:]
    said = notes.from_base64(v.NOTE_SIGNATURE)
    assert said[:4].hex() == "530d903a"
    Ed25519PublicKey.from_public_bytes(public).verify(said[4:], v.NOTE_TEXT.encode())


def test_the_late_line_says_log_time_and_tree() -> None:
    signer = notes.LateSigner(HEAD.origin, bytes(32))
    said = signer.signature(HEAD, 1_767_139_200)
    assert len(said) == 8 + 2420
    message = (
        b"subtree/v1\n\x00" + b"\x14log.example.org/2026" + said[:8] + b"\x14log.example.org/2026"
        + bytes(8) + (10).to_bytes(8, "big") + bytes(range(32))
    )  # fmt: skip
    MLDSA44PublicKey.from_public_bytes(signer.public).verify(said[8:], message)
    assert int.from_bytes(said[:8], "big") == 1_767_139_200


def test_a_witness_signs_time_and_body() -> None:
    signer = notes.WitnessSigner("witness.example.org", bytes(32))
    said = signer.signature(HEAD, 1_767_139_200)
    message = f"cosignature/v1\ntime 1767139200\n{HEAD.body}".encode()
    Ed25519PublicKey.from_public_bytes(signer.public).verify(said[8:], message)


@pytest.mark.parametrize("origin", ["", "Log", "a b", "a\n", "ü", "a+b", "-a"])
def test_an_origin_that_parsers_disagree_on_is_refused(origin: str) -> None:
    with pytest.raises(BadBytes):
        Checkpoint(origin, 1, bytes(32))


@pytest.mark.parametrize(
    "note",
    ["", "a\n1\n", "a\n01\nAAAA\n\n", f"a\n-1\n{notes.to_base64(bytes(32))}\n\n", "a\n1\n\n\n",
     f"a\n1\n{notes.to_base64(bytes(31))}\n\n", f"a\n1\n{notes.to_base64(bytes(32))}\nx\n\n",
     "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\n"],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(BadBytes):
        notes.said_checkpoint(note)
