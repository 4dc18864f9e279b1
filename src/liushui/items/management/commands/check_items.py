"""``./liushui manage check_items``: whether galleries, acts and streams are what their rows say."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from liushui.items.queries import faults
from liushui.items.queries.acts import faults_of_acts
from liushui.items.queries.streams import faults_of_streams


class Command(BaseCommand):
    """Names each gallery, rule and channel whose counters differ; ends with 1 if one does."""

    help = "Recount galleries, acts and streams from their orders and acts."

    def handle(self, *_: Any, **__: Any) -> None:
        found = [*faults(), *faults_of_acts(), *faults_of_streams()]
        for code, said in found:
            self.stderr.write(f"{code}: {said}")
        if found:
            sys.exit(1)
        self.stdout.write("Every gallery, rule and stream is what its rows say.")
