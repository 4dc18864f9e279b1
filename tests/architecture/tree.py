"""The checkout as the architecture tests read it: tracked source only, each file once."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files that git tracks or would track, without generated and vendored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return tuple(
        ROOT / name
        for name in sorted(listed)
        if name.endswith(suffixes) and "/vendor/" not in name and (ROOT / name).is_file()
    )


def place(path: Path) -> str:
    """The path as a person would type it at the root."""
    return path.relative_to(ROOT).as_posix()
