"""``liushui manage load_places``: the regions into the database, in under a minute."""

from typing import Any

from django.core.management.base import BaseCommand

from liushui.places.services import edition_day, load_places


class Command(BaseCommand):
    help = "load the regions of the country (five levels) from the packaged file"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, with a line that counts."""
        del args, options
        changed = load_places(self._show)
        said = f"{changed:,} regions loaded" if changed else "nothing to do"
        self.stdout.write(f"{said}: edition of {edition_day():%Y-%m-%d}")

    def _show(self, count: int, total: int) -> None:
        self.stderr.write(f"\r{count:,} of {total:,}", ending="\n" if count == total else "")
