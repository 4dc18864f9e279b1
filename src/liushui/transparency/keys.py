"""The log's two keys: in files of the home that only its owner reads, never in the database."""

from functools import cache

from liushui.base.home import Home
from liushui.transparency.errors import LogKeyDiffers
from liushui.transparency.format.notes import LateSigner, LogSigner, Signer, vkey
from liushui.transparency.witnessing.trust import trust_of_home

ED25519, ML_DSA = "log-ed25519", "log-ml-dsa-44"


def signers(origin: str, keys: str) -> tuple[Signer, ...]:
    """Both keys of the log that is open. Raises ``LogKeyDiffers`` where they are not these."""
    home = Home.from_environment()
    if not all((home.path / "secrets" / name).exists() for name in (ED25519, ML_DSA)):
        raise LogKeyDiffers
    found = _signers(home, origin)
    if "\n".join(_vkeys(found)) != keys:
        raise LogKeyDiffers
    return found


def vkeys(origin: str) -> tuple[str, ...]:
    """What strangers will verify with, a line each; made when the log is opened."""
    return _vkeys(_signers(Home.from_environment(), origin))


def policy(keys: str) -> str:
    """A policy to start from: this log, and the witnesses that it names, if it names any."""
    lines = [f"log {key}" for key in keys.splitlines()]
    return "\n".join([*lines, *(trust_of_home().lines or ["quorum none"]), ""])


def _vkeys(found: tuple[Signer, ...]) -> tuple[str, ...]:
    return tuple(vkey(one.name, one.kind, one.public) for one in found)


@cache
def _signers(home: Home, origin: str) -> tuple[Signer, ...]:
    return (
        LogSigner(origin, home.secret(ED25519)),
        LateSigner(origin, home.secret(ML_DSA)),
    )
