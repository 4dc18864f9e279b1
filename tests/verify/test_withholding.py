"""Entries that the law withholds: by whose word, and that the rules go on for all that is there."""

from pathlib import Path
from typing import Any

import pytest

from liushui.transparency.format.notes import WitnessSigner
from liushui.transparency.format.tree import leaf_hash
from liushui_verify.outcomes import Exit
from tests.transparency.leaves import org
from tests.verify.asking import ask
from tests.verify.logs import LOG, UNIVERSITY, Log, vkey, withhold

PARTNER = org("53110000MJ0190719")
OTHER = {"prj": "P2026002"}


def licence(log: Log, place: int, **members: Any) -> None:
    its_hash = leaf_hash(log.leaves[place]).hex()
    said = {"reason": "personal", "basis": "PIPL-47", "roles": ["officer"], **members}
    log.add(k="correction", ref=place, ref_hash=its_hash, **said)


def of_account(**members: Any) -> dict[str, Any]:
    return {"prj": "P2026001", "cur": "CNY", "delta": 0, **members}


def books() -> Log:
    """Two projects: 900 of 1,000 left after the first; 50 came and went in the other."""
    log = Log()
    log.add(amt=1_000)  # 0
    log.add(amt=50, **OTHER)  # 1
    log.add(k="disburse", amt=100)  # 2
    log.add(k="disburse", amt=50, **OTHER)  # 3
    return log


def sums(log: Log, came: int, went: int, *, gifts: int, first: int = 0, **members: Any) -> None:
    facts = {"cnt": gifts, "first": first, "last": len(log.leaves) - 1, "in": came, "out": went}
    log.add(k="summary", **facts, **members)


def said_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], log: Log, *places: int
) -> tuple[int, set[str]]:
    """The exit code where these are withheld, and the rules that are named."""
    folder = log.publish(tmp_path / "log")
    withhold(folder, log, *places)
    capsys.readouterr()
    code = ask(tmp_path, "log", folder, "--lang", "en")
    lines = capsys.readouterr().out.splitlines()
    return code, {line[:2] for line in lines if line[:1] == "R" and line[1:2].isdigit()}


def test_what_its_licence_names_is_excused_and_made_up_for_by_the_next_sum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = books()
    licence(log, 0, **of_account())
    sums(log, 1_000, 100, gifts=1)  # 5
    log.add(k="disburse", amt=900)
    assert said_of(tmp_path, capsys, log, 0) == (Exit.OK, set())


def test_an_erasure_lets_nothing_be_withheld(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log()
    for number in range(20):
        log.add(amt=100 + number)
    log.add(k="erasure", idx=list(range(20)))
    assert said_of(tmp_path, capsys, log, 3) == (Exit.INVALID, set())


@pytest.mark.parametrize("missing", ["basis", "roles"])
def test_a_correction_without_a_basis_lets_nothing_be_withheld(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    log = books()
    licence(log, 0, **{**of_account(), missing: None})
    assert said_of(tmp_path, capsys, log, 0)[0] == Exit.INVALID


def overdrawn_elsewhere(log: Log) -> None:
    log.add(k="disburse", amt=1, **OTHER)


def overdrawn_after_the_sum(log: Log) -> None:
    sums(log, 1_000, 100, gifts=1)
    log.add(k="disburse", amt=901)


def sum_of_another_project(log: Log) -> None:
    sums(log, 60, 50, gifts=1, **OTHER)


def sum_that_says_less_than_is_there(log: Log) -> None:
    sums(log, 1_000, 99, gifts=1)


def sum_of_more_gifts_than_are_withheld(log: Log) -> None:
    sums(log, 1_000, 100, gifts=2)


def a_second_sum_of_what_is_there(log: Log) -> None:
    sums(log, 1_000, 100, gifts=1)
    sums(log, 1, 0, gifts=0, first=len(log.leaves) - 1)


def a_gap_behind(log: Log) -> None:
    log.add(amt=1, no=len(log.leaves) + 2)


def a_gap_of_another_body(log: Log) -> None:
    log.add(amt=1, org=PARTNER, no=2)


def goods_that_never_came(log: Log) -> None:
    goods = {"item": "MASK", "unit": "piece", "batch": "B1", "qty": 1}
    log.add(k="goods_move", **goods, to="DEPOT-2", **{"from": "DEPOT-1"})


def long_day(log: Log) -> None:
    log.add(k="hours", min=1_441)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [("R1", overdrawn_elsewhere), ("R1", overdrawn_after_the_sum), ("R6", sum_of_another_project),
     ("R6", sum_that_says_less_than_is_there), ("R6", sum_of_more_gifts_than_are_withheld),
     ("R6", a_second_sum_of_what_is_there), ("R2", a_gap_behind), ("R2", a_gap_of_another_body),
     ("R4", goods_that_never_came), ("R5", long_day)],
)  # fmt: skip
def test_the_rules_go_on_for_all_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str, fault: Any
) -> None:
    log = books()
    licence(log, 0, **of_account())
    fault(log)
    assert said_of(tmp_path, capsys, log, 0) == (Exit.INVALID, {rule})


def test_a_licence_that_names_no_account_excuses_no_money(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = books()
    licence(log, 0)
    assert said_of(tmp_path, capsys, log, 0) == (Exit.INVALID, {"R1"})


def test_each_number_is_made_up_for_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log()
    for number in range(1, 5):
        log.add(amt=1, no=number + (number == 4))  # the number 4 was never given
    licence(log, 2, no=6, **of_account())
    assert said_of(tmp_path, capsys, log, 2) == (Exit.INVALID, {"R2"})


@pytest.mark.parametrize("second", [4_102_444_800, 2**63])
def test_a_witness_from_the_future_lets_no_later_day_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], second: int
) -> None:
    class Ahead(WitnessSigner):
        def signature(self, checkpoint: Any, at: int) -> bytes:  # noqa: ARG002 - it says another
            return super().signature(checkpoint, second)

    log = Log()
    log.add(amt=1, d="2026-04-02")
    folder = log.publish(tmp_path / "log", by=(LOG, Ahead(UNIVERSITY.name, b"\x02" * 32)))
    trusting = f"log {vkey(LOG)}\nwitness U {vkey(UNIVERSITY)}\nquorum U\n".encode()
    assert ask(tmp_path, "log", folder, "--lang", "en", trusting=trusting) == Exit.INVALID
    assert "R7, entry 0" in capsys.readouterr().out
