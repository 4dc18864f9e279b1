"""The command as a person runs it."""

from pathlib import Path

from liushui_verify.cli import main
from tests.verify.logs import AT, policy


def ask(tmp_path: Path, what: str, *words: object, trusting: bytes | None = None) -> int:
    """The exit code; files given as bytes are written first."""
    (tmp_path / "policy.txt").write_bytes(policy() if trusting is None else trusting)
    argv: list[str] = []
    for number, word in enumerate(words):
        if isinstance(word, bytes):
            (tmp_path / f"file{number}").write_bytes(word)
        argv.append(str(tmp_path / f"file{number}") if isinstance(word, bytes) else str(word))
    rest = ["--policy", str(tmp_path / "policy.txt"), "--evidence", str(tmp_path)]
    times = [] if "--at" in argv else ["--at", str(AT)]
    return int(main([what, *argv, *rest, *times]))
