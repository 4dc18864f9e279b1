"""Whether a report that this site signed is as it was signed."""

import argparse
import sys
from pathlib import Path

HELP = "judge the seal on a report's PDF: signed, unchanged, by this site's certificate"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="PDF")
    parser.add_argument(
        "--certificate", type=Path, metavar="PEM",
        help="the certificate from the site's page of its seal; without it this installation's own",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """0 where the seal is sound, 1 where it is not; both are said in words."""
    from liushui.documents.sealing import certificate_pem, judge

    try:
        pdf = args.file.read_bytes()
        pem = args.certificate.read_bytes() if args.certificate else certificate_pem()
    except OSError as error:
        print(f"liushui: {error}", file=sys.stderr)
        return 2
    found = judge(pdf, pem)
    if not found.is_signed:
        print("not signed")
    else:
        print("unchanged since it was signed" if found.is_unchanged else "CHANGED after signing")
        print("by this certificate" if found.is_by_this else "by ANOTHER certificate")
        print(f"certificate SHA-256 {found.fingerprint or 'unreadable'}")
        print(f"signed at {found.signed_at:%Y-%m-%d %H:%M:%S %Z}" if found.signed_at else "")
    return 0 if found.is_sound else 1
