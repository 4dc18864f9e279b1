"""Sessions, browsers and second factors: what signing in leaves behind."""

from liushui.accounts.models.factors import CodeApp, Passkey, RecoveryCode
from liushui.accounts.models.sessions import KnownBrowser, OpenSession, Try

__all__ = ["CodeApp", "KnownBrowser", "OpenSession", "Passkey", "RecoveryCode", "Try"]
