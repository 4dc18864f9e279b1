"""A whole log in a folder, the heads kept of it, and forks."""

from pathlib import Path

import pytest

from liushui.transparency.format import notes
from liushui.transparency.format.tiles import bundled
from liushui.transparency.format.tree import leaf_hash
from liushui_verify import logs
from liushui_verify.leaves import read_leaf
from liushui_verify.outcomes import Exit, Invalid
from tests.verify.asking import ask
from tests.verify.logs import ALL, LOG, ORIGIN, THE_LOG, Log, a_log, vkey


@pytest.fixture(scope="module")
def log() -> Log:
    return a_log(600)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 600])
def test_a_whole_log_holds(tmp_path: Path, log: Log, size: int) -> None:
    folder = Log(log.leaves[:size]).publish(tmp_path / "log")
    assert ask(tmp_path, "log", folder) == Exit.OK
    old = Log(log.leaves[: size // 2]).note().encode()
    if size > 1:
        assert ask(tmp_path, "log", folder, "--from", old) == Exit.OK


def test_an_empty_log_holds(tmp_path: Path) -> None:
    assert ask(tmp_path, "log", Log().publish(tmp_path / "log")) == Exit.OK


def test_a_receipt_serves_as_the_head_that_was_kept(tmp_path: Path, log: Log) -> None:
    folder = log.publish(tmp_path / "log")
    old = Log(log.leaves[:300], log.shown).receipt(3)
    assert ask(tmp_path, "log", folder, "--from", old) == Exit.OK


def test_every_altered_file_is_named(
    tmp_path: Path, log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = log.publish(tmp_path / "log")
    files = sorted(path for path in (folder / "tile").rglob("*") if path.is_file())
    assert len(files) == 7
    for path in files:
        before = path.read_bytes()
        for at in (0, 1, len(before) // 2, len(before) - 1):
            altered = bytearray(before)
            altered[at] ^= 1
            path.write_bytes(altered)
            assert ask(tmp_path, "log", folder) == Exit.INVALID, (path, at)
        for content in (before[:-1], before + b"\0", b"", before + before):
            path.write_bytes(content)
            assert ask(tmp_path, "log", folder) == Exit.INVALID, path
        path.unlink()
        capsys.readouterr()
        assert ask(tmp_path, "log", folder) == Exit.INVALID
        said = capsys.readouterr().out
        assert "file_missing" not in said
        assert path.relative_to(folder).as_posix().replace("entries", "redacted") in said or (
            path.relative_to(folder).as_posix() in said
        )
        path.write_bytes(before)
    assert ask(tmp_path, "log", folder) == Exit.OK


def test_several_processors_come_to_the_same_verdict(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "_MANY", 2)
    monkeypatch.setattr(logs, "_AT_ONCE", 1)
    monkeypatch.setattr(logs.os, "cpu_count", lambda: 2)
    folder = log.publish(tmp_path / "log")
    old = Log(log.leaves[:300]).note().encode()
    assert ask(tmp_path, "log", folder, "--from", old) == Exit.OK
    tile = folder / "tile/0/001"
    tile.write_bytes(bytes(8192))
    assert ask(tmp_path, "log", folder) == Exit.INVALID
    assert "tile/0/001" in capsys.readouterr().out


def test_a_missing_checkpoint_is_invalid(tmp_path: Path, log: Log) -> None:
    folder = log.publish(tmp_path / "log")
    (folder / "checkpoint").unlink()
    assert ask(tmp_path, "log", folder) == Exit.INVALID


def test_what_the_law_withholds_leaves_the_root(
    tmp_path: Path, log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    its_hash = leaf_hash(log.leaves[300])
    named = Log([*log.leaves])
    named.add(
        k="correction", no=601, ref=300, ref_hash=its_hash.hex(), reason="personal",
        basis="PIPL-47", roles=["officer"],
    )  # fmt: skip
    withheld = tmp_path / "log/tile/redacted/001"
    for one in (log, named):
        folder = one.publish(tmp_path / "log")
        content = (folder / "tile/entries/001").read_bytes()
        entry = bundled([log.leaves[300]])
        assert content.count(entry) == 1
        (folder / "tile/entries/001").unlink()
        withheld.parent.mkdir(exist_ok=True)
        withheld.write_bytes(content.replace(entry, b"\xff\xff" + its_hash))
        capsys.readouterr()
        if one is log:  # nobody answers for it
            assert ask(tmp_path, "log", folder) == Exit.INVALID
            assert "300" in capsys.readouterr().out
    assert ask(tmp_path, "log", folder) == Exit.OK
    assert "1 entries" in capsys.readouterr().out
    withheld.write_bytes(withheld.read_bytes().replace(b"\xff\xff", b"\xff\xfe", 1))
    assert ask(tmp_path, "log", folder) == Exit.INVALID


def test_a_shrunk_log_is_not_a_continuation(tmp_path: Path, log: Log) -> None:
    folder = Log(log.leaves[:500]).publish(tmp_path / "log")
    assert ask(tmp_path, "log", folder, "--from", log.note().encode()) == Exit.INVALID


@pytest.mark.parametrize("size", [400, 600])
def test_another_history_is_a_fork_and_its_evidence_is_kept(
    tmp_path: Path, log: Log, size: int
) -> None:
    other = Log([*log.leaves[:100], *reversed(log.leaves[100:size])])
    folder = log.publish(tmp_path / "log")
    old = other.note().encode()
    assert ask(tmp_path, "log", folder, "--from", old) == Exit.FORK
    [evidence] = tmp_path.glob("fork-*.txt")
    assert old in evidence.read_bytes()
    assert (folder / "checkpoint").read_bytes() in evidence.read_bytes()


def test_two_heads_of_one_size_are_a_fork(tmp_path: Path, log: Log) -> None:
    other = Log([*log.leaves[:-1], log.leaves[0]])
    mine, theirs = log.note().encode(), other.note().encode()
    assert ask(tmp_path, "fork", mine, theirs) == Exit.FORK
    assert ask(tmp_path, "fork", mine, mine) == Exit.OK
    assert ask(tmp_path, "fork", mine, log.note(599).encode()) == Exit.OK
    [evidence] = tmp_path.glob("fork-*.txt")
    assert mine in evidence.read_bytes()
    assert theirs in evidence.read_bytes()


def test_two_receipts_of_one_place_are_a_fork_whatever_their_sizes(
    tmp_path: Path, log: Log
) -> None:
    other = Log([log.leaves[1], log.leaves[0], *log.leaves[2:500]], {0: []})
    assert ask(tmp_path, "fork", log.receipt(0), other.receipt(0)) == Exit.FORK


def test_what_no_trusted_log_signed_is_no_evidence(tmp_path: Path, log: Log) -> None:
    forged = Log(log.leaves[::-1]).note(by=(notes.LogSigner(ORIGIN, b"\x09" * 32),))
    assert ask(tmp_path, "fork", log.note().encode(), forged.encode()) == Exit.INVALID
    assert list(tmp_path.glob("fork-*.txt")) == []


def test_the_log_itself_may_be_all_that_is_trusted(tmp_path: Path, log: Log) -> None:
    folder = log.publish(tmp_path / "log", by=THE_LOG)
    alone = f"log {vkey(LOG)}\nquorum none\n".encode()
    assert ask(tmp_path, "log", folder, trusting=alone) == Exit.OK
    assert ask(tmp_path, "log", folder) == Exit.NO_QUORUM
    assert len(ALL) == 4


def test_a_name_that_stands_twice_is_read_in_no_way(log: Log) -> None:
    leaf = log.leaves[0]
    assert read_leaf(leaf)["k"] == "donation"
    for before, after in (
        (b'"cur":"CNY"', b'"cur":"CNY","cur":"CNY"'),
        (b'"cur":"CNY"', b'"cur":"CNX","cur":"CNY"'),
        (b'"cur":"CNY","d":"2026-03-01"', b'"d":"2026-03-01","cur":"CNY"'),
        (b',"sd":[', b',"sd":"x","sd":['),
    ):
        bent = leaf.replace(before, after)
        assert bent != leaf
        with pytest.raises(Invalid):
            read_leaf(bent)
