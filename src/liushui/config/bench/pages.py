"""Asking for a page as any reader does, without a server in front."""

from django.conf import settings
from django.test import Client, override_settings

# A bench has no gathered files; their names on a page cost the same.
_PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
_FOUND = 200


@override_settings(STORAGES=settings.STORAGES | _PLAIN)
def open_page(path: str) -> None:
    """Ask for it; it must be there."""
    answer = Client().get(path, headers={"host": "127.0.0.1", "accept-language": "zh-CN"})
    assert answer.status_code == _FOUND, f"{path}: {answer.status_code}"
