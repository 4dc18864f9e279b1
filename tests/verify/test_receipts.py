"""Receipts: what holds, what does not, and what the exit code says of it."""

from pathlib import Path

import pytest

from liushui.transparency.format import notes
from liushui.transparency.format.canonical import canonical
from liushui.transparency.format.disclosures import fresh_disclosure
from liushui_verify.outcomes import Exit
from tests.verify.asking import ask
from tests.verify.logs import ALL, AT, AUDITOR, LATE, LOG, THE_LOG, UNIVERSITY, Log, a_log, policy


@pytest.fixture(scope="module")
def log() -> Log:
    return a_log(300)


def test_a_receipt_holds_and_tells_what_it_shows(
    log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(tmp_path, "receipt", log.receipt(7)) == Exit.OK
    said = capsys.readouterr().out
    assert "属实" in said
    assert "It holds" in said
    assert "name = 林小满" in said
    assert "amt = 107" in said
    assert "U" in said


@pytest.mark.parametrize("index", [0, 1, 254, 255, 256, 299])
@pytest.mark.parametrize("by", [ALL, (LATE, UNIVERSITY, AUDITOR)])
def test_every_place_and_either_key_of_the_log_will_do(
    log: Log, tmp_path: Path, index: int, by: tuple[notes.Signer, ...]
) -> None:
    assert ask(tmp_path, "receipt", log.receipt(index, by=by)) == Exit.OK


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257])
def test_every_size_will_do(tmp_path: Path, size: int) -> None:
    assert ask(tmp_path, "receipt", a_log(size).receipt(size - 1)) == Exit.OK


def test_the_holder_may_show_nothing(
    log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(tmp_path, "receipt", log.receipt(7, show=False)) == Exit.OK
    assert "林小满" not in capsys.readouterr().out


def test_too_few_witnesses_are_no_yes(log: Log, tmp_path: Path) -> None:
    for by in ((LOG,), (LOG, UNIVERSITY)):
        assert ask(tmp_path, "receipt", log.receipt(7, by=by)) == Exit.NO_QUORUM
    alone = policy("none")
    assert ask(tmp_path, "receipt", log.receipt(7, by=(LOG,)), trusting=alone) == Exit.OK


def test_an_old_head_is_stale_only_for_whom_it_matters(log: Log, tmp_path: Path) -> None:
    receipt, day_later = log.receipt(7), AT + 86_401
    assert ask(tmp_path, "receipt", receipt, "--at", day_later) == Exit.OK
    words = ("--at", day_later, "--within", 24)
    assert ask(tmp_path, "receipt", receipt, *words) == Exit.STALE
    assert ask(tmp_path, "receipt", receipt, "--at", day_later - 2, "--within", 24) == Exit.OK
    early = ("--at", AT - 3600, "--within", 24)  # witnesses from the future vouch for nothing now
    assert ask(tmp_path, "receipt", receipt, *early) == Exit.STALE


def test_a_field_that_is_not_behind_a_digest_is_refused(log: Log, tmp_path: Path) -> None:
    log.shown[9] = [*log.shown[9], fresh_disclosure("amount", 1)]
    assert ask(tmp_path, "receipt", log.receipt(9)) == Exit.INVALID


def test_a_field_in_clear_is_not_shown_again_as_something_else(tmp_path: Path) -> None:
    """Who wrote the log could hide another sum behind a digest and let the receipt show that."""
    log = Log()
    log.add(("amt", 1_000_000))
    log.add(("name", "李**"))
    assert ask(tmp_path, "receipt", log.receipt(1)) == Exit.OK
    assert ask(tmp_path, "receipt", log.receipt(0)) == Exit.INVALID


def test_a_log_that_nobody_trusts_is_refused(log: Log, tmp_path: Path) -> None:
    other = policy().replace(b"log ", b"# log ", 2)
    assert ask(tmp_path, "receipt", log.receipt(7), trusting=other) == Exit.INVALID
    only = notes.vkey("log.other.example", LOG.kind, LOG.public)
    renamed = f"log {only}\nquorum none\n".encode()
    assert ask(tmp_path, "receipt", log.receipt(7), trusting=renamed) == Exit.INVALID


def test_a_witness_that_signed_another_time_is_found_out(log: Log, tmp_path: Path) -> None:
    line = log.note(by=(AUDITOR,), at=AT).split("\n")[-2]
    said = bytearray(notes.from_base64(line.split(" ")[2]))
    said[11] ^= 1  # the lowest byte of the second
    forged = f"— {AUDITOR.name} {notes.to_base64(bytes(said))}"
    receipt = log.receipt(7).decode().replace(line, forged)
    assert forged in receipt
    assert ask(tmp_path, "receipt", receipt.encode()) == Exit.INVALID


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    assert ask(tmp_path, "receipt", tmp_path / "nothing") == Exit.USAGE
    with pytest.raises(SystemExit) as ended:
        ask(tmp_path, "nonsense")
    assert ended.value.code == Exit.USAGE


def test_what_is_shown_cannot_play_with_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log()
    log.add(("name", "\x1b[2J\u202e林"))
    assert ask(tmp_path, "receipt", log.receipt(0)) == Exit.OK
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize(
    "extra",
    [{}, {"leaf": "", "disc": [], "anchors": []}, {"leaf": 1, "disc": [], "anchors": []},
     {"leaf": "AA==", "disc": {}, "anchors": []}, {"leaf": "AA==", "disc": [1], "anchors": []}],
)  # fmt: skip
def test_an_extra_line_of_another_form_is_refused(
    log: Log, tmp_path: Path, extra: dict[str, object]
) -> None:
    lines = log.receipt(7).decode().split("\n")
    lines[1] = f"extra {notes.to_base64(canonical(extra))}"
    assert ask(tmp_path, "receipt", "\n".join(lines).encode()) == Exit.INVALID


def test_the_log_alone_may_sign(log: Log, tmp_path: Path) -> None:
    receipt = log.receipt(7, by=THE_LOG)
    assert ask(tmp_path, "receipt", receipt, trusting=policy("none")) == Exit.OK
