"""The script that needs only sh and OpenSSL comes to the same verdict."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.verify.logs import ALL, LOG, THE_LOG, a_log, vkey
from tests.verify.test_mutations import of_lines, of_numbers

SCRIPT = ROOT / "verify" / "verify.sh"
MISSING = [name for name in ("openssl", "xxd", "sh", "awk") if shutil.which(name) is None]


def run(tmp_path: Path, receipt: bytes, key: str = vkey(LOG)) -> tuple[int, str]:
    (tmp_path / "receipt").write_bytes(receipt)
    (tmp_path / "log.vkey").write_text(f"{key}\n")
    words = ["sh", str(SCRIPT), str(tmp_path / "receipt"), str(tmp_path / "log.vkey")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


@pytest.mark.skipif(bool(MISSING), reason="the script needs openssl, xxd and awk")
@pytest.mark.parametrize(("size", "index"), [(1, 0), (2, 1), (7, 6), (300, 299), (300, 17)])
def test_the_script_accepts_what_holds(tmp_path: Path, size: int, index: int) -> None:
    for by in (THE_LOG, ALL):
        status, said = run(tmp_path, a_log(size).receipt(index, by=by))
        assert (status, f"entry {index} of {size}" in said) == (0, True), said


@pytest.mark.skipif(bool(MISSING), reason="the script needs openssl, xxd and awk")
def test_the_script_refuses_what_was_altered(tmp_path: Path) -> None:
    receipt = a_log(40).receipt(11, by=THE_LOG)
    tried = [*of_lines(receipt)][::7] + [*of_numbers(receipt)][::17]
    held = [one.how for one in tried if run(tmp_path, one.content)[0] != 1]
    assert held == []
    assert len(tried) > 20
    assert run(tmp_path, receipt, vkey(ALL[1]))[0] == 1
