"""Tells the story to a fresh database: all of it in one transaction, or nothing.

``python -m liushui.config.demo.telling [--size tiny]`` runs beside the demo's site.
"""

import argparse
import os
import sys

import django


def main() -> int:
    """Tell it unless it was told; prints what was done, one line a step."""
    parser = argparse.ArgumentParser(prog="telling")
    parser.add_argument("--size", choices=("full", "tiny"), default="full")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
    django.setup()
    from django.utils.timezone import now  # noqa: PLC0415 - after setup

    from liushui.config.demo import plan  # noqa: PLC0415
    from liushui.config.demo.chronicle import is_told, tell  # noqa: PLC0415
    from liushui.config.demo.logged import open_demo_log  # noqa: PLC0415
    from liushui.kernel.clock import day_of  # noqa: PLC0415

    if is_told():
        return 0
    size = plan.FULL if args.size == "full" else plan.TINY
    tell(plan.plan_of(day_of(now()), size), say=_say)
    _say(f"the public log has {open_demo_log(now())} entries")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
