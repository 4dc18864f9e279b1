"""Witness the public logs of others: sign their heads, and only such as continue each other."""

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liushui.transparency.format.notes import WitnessSigner
    from liushui.transparency.witnessing.keys import VerifierKey

HELP = "witness others' public logs over HTTP, remembering each head in one SQLite file"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="for good: witness.university.example")
    parser.add_argument(
        "--logs", type=Path, required=True, metavar="FILE",
        help="the logs to witness: 'log VKEY' a line, as in a policy",
    )  # fmt: skip
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR",
        help="where its key and what it signed are kept; losing it means a new witness",
    )  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8010, help="0: any free one (%(default)s)")


def run(args: argparse.Namespace) -> int:
    from liushui.transparency.format.canonical import BadBytes
    from liushui.transparency.format.notes import vkey
    from liushui.transparency.witnessing.judging import Judge
    from liushui.transparency.witnessing.memory import Memory
    from liushui.transparency.witnessing.serving import WitnessServer

    try:
        logs = known_logs(args.logs.read_text("utf-8"))
    except (BadBytes, OSError, UnicodeDecodeError) as error:
        print(f"liushui witness: {args.logs}: {error}", file=sys.stderr)
        return 2
    signer = signer_of(args.name, args.data)
    judge = Judge(signer, logs, Memory(args.data / "witness.sqlite"))
    server = WitnessServer(args.host, args.port, judge)
    host, port = server.server_address[:2]
    print(f"witness {args.name} {vkey(signer.name, signer.kind, signer.public)}")
    print(f"answers at http://{host!s}:{port}/add-checkpoint for {len(logs)} logs", flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0


def known_logs(text: str) -> "Mapping[str, Sequence[VerifierKey]]":
    """The keys of each log, by its name. Raises ``BadBytes``."""
    from liushui.transparency.format.canonical import BadBytes
    from liushui.transparency.witnessing.keys import VerifierKey

    found: dict[str, list[VerifierKey]] = {}
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["log"] and len(words) in {2, 3}:
            key = VerifierKey.read(words[1])
            found.setdefault(key.name, []).append(key)
    if not found:
        raise BadBytes("no line of it names a log")
    return found


def signer_of(name: str, folder: Path) -> "WitnessSigner":
    """The witness's key, made when it first starts: mode 0600, never replaced."""
    from liushui.transparency.format.notes import WitnessSigner

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / "key"
    if not place.exists():
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    return WitnessSigner(name, place.read_bytes())
