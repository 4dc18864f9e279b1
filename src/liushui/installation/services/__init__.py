"""What may be done to the settings, and the first set-up."""

from liushui.installation.services.changing import change_settings, try_group

__all__ = ["change_settings", "try_group"]
