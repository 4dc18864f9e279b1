"""What every page's shell needs."""

from typing import Any

from django.http import HttpRequest


def shell(_request: HttpRequest) -> dict[str, Any]:
    """Facts of the shell: filled by the web module."""
    return {}
