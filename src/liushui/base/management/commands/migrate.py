"""``./liushui manage migrate``: Django's command, with an executor that draws what it needs."""

from typing import Any

from django.core.management.commands import migrate

from liushui.base.keys.choosing import own_store
from liushui.base.keys.moving import left_in_main
from liushui.base.keys.pairing import has_own
from liushui.base.keys.store import KeyStoreStrange
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
        if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
            make_key_store()


def make_key_store() -> None:
    """The tables of the keys' own database; a new home has nothing to move there.

    A home whose keys are apart does not start without its own store: it would give new keys to
    people whose names are sealed under others. Raises ``KeyStoreStrange``.
    """
    store = own_store()
    if store is None and has_own():
        raise KeyStoreStrange
    if store is not None and not store.is_moved() and not left_in_main():
        store.note_moved()
