"""Makes the Python environment from a lock file, with the standard library only.

``./liushui`` runs it:
    python src/liushui/config/environment.py VENV LOCK

Two launchers at once: one makes, the other waits. The stamp with the lock's checksum is written
last, so what was left half made is made anew. What was whole is changed in place, because a
running server may be using it.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

STAMP = ".liushui-{}.stamp"


def main() -> int:
    venv, lock = Path(sys.argv[1]), Path(sys.argv[2])
    venv.parent.mkdir(parents=True, exist_ok=True)
    with venv.with_name(f"{venv.name}.lock").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another launcher is making {venv}; waiting for it")
            fcntl.flock(turn, fcntl.LOCK_EX)
        if is_made(venv, lock):
            return 0
        return make(venv, lock)


def make(venv: Path, lock: Path) -> int:
    """Install exactly what the lock names, each file checked against its digest."""
    say(f"making the environment in {venv} from {lock.name} (once; a minute or two)")
    stamps = list(venv.glob(STAMP.format("*")))
    python = venv / "bin" / "python"
    whole = bool(stamps) and runs(python)
    for stamp in stamps:
        stamp.unlink()
    uv = shutil.which("uv")
    if not whole and not new_environment(venv, uv):
        say("Python could not make an environment. On Debian: apt install python3-venv")
        return 1
    say(f"installing {count(lock)} packages with {'uv' if uv else 'pip (uv would be faster)'}")
    wanted = ["--require-hashes", "--only-binary", ":all:"]
    if uv:
        installer = [uv, "pip", "sync", "--quiet", "--python", str(python), *wanted, str(lock)]
    else:
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        installer = [str(python), "-m", "pip", "install", *quiet, *wanted, "-r", str(lock)]
    if subprocess.run(installer, check=False).returncode != 0:  # noqa: S603 - our own argv
        say("the packages could not be installed; the lines above say why")
        say("check the network to the package index, then run the same command again")
        return 1
    subprocess.run(  # noqa: S603 - our own argv; a faster first start, no loss if it fails
        [str(python), "-m", "compileall", "-q", "-j", "0", str(venv / "lib")],
        check=False,
        capture_output=True,
    )
    (venv / STAMP.format(lock.stem)).write_text(checksum(lock), "ascii")
    say("the environment is ready")
    return 0


def is_made(venv: Path, lock: Path) -> bool:
    """Whether the lock, or the development lock that holds all of it, is what is installed."""
    locks = {lock, lock.with_name("requirements-dev.lock")}
    stamps = {venv / STAMP.format(made.stem): made for made in locks if made.exists()}
    current = [
        stamp
        for stamp, made in stamps.items()
        if stamp.exists() and stamp.read_text("ascii") == checksum(made)
    ]
    for stamp in current:
        stamp.touch()  # newer than the lock: the launcher's quick look is enough from now on
    return bool(current) and runs(venv / "bin" / "python")


def new_environment(venv: Path, uv: str | None) -> bool:
    maker = (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)]
        if uv
        else [sys.executable, "-m", "venv", "--clear", str(venv)]
    )
    return subprocess.run(maker, check=False).returncode == 0  # noqa: S603 - our own argv


def runs(python: Path) -> bool:
    """Whether the interpreter is there and starts: its base may have been removed."""
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", ""], check=False).returncode == 0  # noqa: S603


def checksum(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def count(lock: Path) -> int:
    return sum("==" in line and not line.startswith((" ", "#")) for line in lock.open())


def say(words: str) -> None:
    print(f"liushui: {words}", file=sys.stderr, flush=True)  # noqa: T201 - it is the launcher's voice


if __name__ == "__main__":
    sys.exit(main())
