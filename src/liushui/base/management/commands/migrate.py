"""``./liushui manage migrate``: Django's command, with an executor that draws what it needs."""

from typing import Any

from django.core.management.commands import migrate

from liushui.base.migrating import NearExecutor


class Command(migrate.Command):
    """Brings the tables to what this version of the software needs."""

    def handle(self, *args: Any, **options: Any) -> None:
        names = vars(migrate)  # Django's command asks its own module who executes
        before, names["MigrationExecutor"] = names["MigrationExecutor"], NearExecutor
        try:
            super().handle(*args, **options)
        finally:
            names["MigrationExecutor"] = before
