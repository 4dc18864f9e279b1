"""The log's two keys: in files of the home that only its owner reads, never in the database."""

from functools import cache

from liushui.base.home import Home
from liushui.transparency.format.notes import LateSigner, LogSigner, Signer, vkey


def signers(origin: str) -> tuple[Signer, ...]:
    """Both keys under this name; made when first asked for."""
    return _signers(Home.from_environment(), origin)


def vkeys(origin: str) -> tuple[str, ...]:
    """What strangers verify with, a line each."""
    return tuple(vkey(one.name, one.kind, one.public) for one in signers(origin))


def policy(origin: str) -> str:
    """A policy that trusts this log alone: where to start from, until witnesses are named."""
    lines = [f"log {key}" for key in vkeys(origin)]
    return "\n".join([*lines, "quorum none", ""])


@cache
def _signers(home: Home, origin: str) -> tuple[Signer, ...]:
    return (
        LogSigner(origin, home.secret("log-ed25519")),
        LateSigner(origin, home.secret("log-ml-dsa-44")),
    )
