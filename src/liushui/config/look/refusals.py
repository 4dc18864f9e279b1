"""Why nothing can be looked at."""

from liushui.kernel.errors import DomainError, gettext_noop


class NoBrowser(DomainError):
    """Nothing here can draw a page."""

    code = "no_browser"
    status = 503
    message = gettext_noop("There is no browser to look with: %(why)s.")
    remedy = gettext_noop(
        "Install Chromium, or name one in LIUSHUI_CHROMIUM; 'pip install -r requirements-dev.lock'"
        " brings Playwright."
    )
