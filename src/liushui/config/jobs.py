"""The background jobs' registry: each module's tasks announce themselves here."""

from importlib import import_module, util

import procrastinate
from django.apps import apps


def on_app_ready(_app: procrastinate.App) -> None:
    """Import every module's ``tasks`` so that the worker knows them by name."""
    for config in apps.get_app_configs():
        if config.name.startswith("liushui.") and util.find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")
