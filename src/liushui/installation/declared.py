"""What can be set: each module declares its settings at start-up (``AppConfig.ready``).

A group is one page and, with a ``step``, one step of the first set-up. Labels and help are English
sentences marked with ``gettext_noop``; they are translated where they are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liushui.kernel.errors import DomainError, gettext_noop


class Kind(StrEnum):
    """What a setting holds and, so, how it is asked for. Values are kept as text."""

    TEXT = "text"
    LINES = "lines"
    WHOLE = "whole"
    YES_NO = "yes_no"
    ONE_OF = "one_of"


class SettingWrong(DomainError):
    """The value cannot be what this setting needs."""

    code = "setting_wrong"
    message = gettext_noop("“%(label)s” cannot be this: %(why)s")
    remedy = gettext_noop("Correct it and keep it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One typed value of the installation.

    ``environment`` names the variable that wins over what was kept (``of_file``: it names a file
    that holds the value). ``check`` raises ``SettingWrong`` for what cannot work. ``at_start``:
    read when processes start. A secret is sealed under the home's key and never shown again.
    """

    key: str
    label: str
    help: str = ""
    kind: Kind = Kind.TEXT
    default: str = ""
    is_secret: bool = False
    is_needed: bool = False
    choices: Sequence[tuple[str, str]] = ()
    environment: str = ""
    of_file: bool = False
    at_start: bool = False
    check: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Tries a group's kept settings for real: a message to one's own phone, a file in a folder.

    ``run`` takes what was asked for ("" without ``asks``) and the time, and raises the refusal that
    says what is wrong. ``said`` is told when it went well.
    """

    verb: str
    run: Callable[[str, datetime], None]
    said: str
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Settings that belong together. ``step`` orders the first set-up; 0 stands outside it.

    ``is_weighty``: they lead money or sign-in codes, so two people change them.
    """

    key: str
    title: str
    about: str
    settings: Sequence[Setting]
    step: int = 0
    trial: Trial | None = None
    is_weighty: bool = False


_groups: dict[str, Group] = {}
_settings: dict[str, Setting] = {}


def declare(group: Group) -> None:
    """Make the settings of a group known. Once for each group, at start-up."""
    assert group.key not in _groups, f"{group.key} is declared twice"
    for setting in group.settings:
        assert setting.key not in _settings, f"{setting.key} is declared twice"
        _settings[setting.key] = setting
    _groups[group.key] = group


def groups() -> list[Group]:
    """All groups: those of the first set-up in their order, then the others by key."""
    return sorted(_groups.values(), key=lambda one: (one.step or 1000, one.key))


def steps() -> list[Group]:
    """The groups of the first set-up, in order."""
    return [group for group in groups() if group.step]


def group_of(key: str) -> Group | None:
    """The group of this key, if a module declared it."""
    return _groups.get(key)


def setting_of(key: str) -> Setting:
    """A declared setting; asking for another is a slip of the pen in our own code."""
    return _settings[key]
