"""Look for the usual faults of an installation and say what to do about each."""

import argparse
import json

HELP = "look at disk, clock, versions, migrations, queue and sequencer; exit 1 on a fault"
MARKS = {"ok": "ok", "note": "note", "fault": "FAULT"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one finding a line, for machines")


def run(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from liushui.base.home import Home
    from liushui.config.diagnosis import diagnose
    from liushui.config.findings import Level

    faults = 0
    for finding in diagnose(Home.from_environment()):
        faults += finding.level is Level.FAULT
        if args.json:
            print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)
            continue
        print(f"{MARKS[finding.level]:5}  {finding.name:11}{finding.says}", flush=True)
        if finding.remedy:
            print(f"{'':18}-> {finding.remedy}", flush=True)
    return 1 if faults else 0
