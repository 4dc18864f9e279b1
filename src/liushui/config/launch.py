"""What ``./liushui`` runs: compiles message catalogues that are stale, then the command line."""

import sys
from pathlib import Path

from liushui.config import cli

PACKAGE = Path(__file__).resolve().parent.parent


def stale_catalogues() -> bool:
    """Whether a message catalogue is newer than what was compiled from it."""
    for source in PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            return True
    return False


def main() -> int:
    if stale_catalogues():
        from liushui.config.catalogues import compile_all  # noqa: PLC0415 - heavy

        try:
            compile_all()
        except OSError as error:
            print(f"liushui: pages will be in English: {error}", file=sys.stderr)  # noqa: T201
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
