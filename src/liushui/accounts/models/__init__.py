"""Sessions, browsers, second factors and other sites: what signing in leaves behind."""

from liushui.accounts.models.factors import CodeApp, Passkey, RecoveryCode
from liushui.accounts.models.sessions import KnownBrowser, OpenSession, Try
from liushui.accounts.models.sites import Guest, Site

__all__ = [
    "CodeApp",
    "Guest",
    "KnownBrowser",
    "OpenSession",
    "Passkey",
    "RecoveryCode",
    "Site",
    "Try",
]
