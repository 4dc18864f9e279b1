"""``./liushui manage check_teams``: whether every team's sum is that of its gifts."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from liushui.teams.queries.checking import faults


class Command(BaseCommand):
    """Names each team that breaks a rule; ends with 1 if one does."""

    help = "Recount every team's sum from its gifts and what went back."

    def handle(self, *_: Any, **__: Any) -> None:
        found = list(faults())
        for fault in found:
            self.stderr.write(f"{fault.code}: broken is that {fault.rule}")
        if found:
            sys.exit(1)
        self.stdout.write("Every team's sum is that of its gifts.")
